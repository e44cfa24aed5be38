import assert from 'node:assert/strict'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { utf8 } from '#platform/prelude/bytes.ts'
import { LOG_NAME } from '#tests/support/ledger.ts'
import { newPrivateKey, nodeSha256 } from '../adapters/crypto.ts'
import { signerOf } from '../adapters/key-file.ts'
import { verifierScript } from '../adapters/verifier-script.ts'
import { formatCheckpoint } from '../domain/checkpoint.ts'
import { treeHasher } from '../domain/merkle.ts'
import { formatNote, formatVerifierKey, signNote, SIGNATURE_TYPES } from '../domain/note.ts'
import { EMPTY_EDGE, grow, rootOf, tilePath, type Edge } from '../domain/tiles.ts'
import * as source from './follow.ts'

const hasher = treeHasher(nodeSha256)
const signer = signerOf(LOG_NAME, SIGNATURE_TYPES.ed25519, newPrivateKey())
const key = formatVerifierKey(signer.key)

/** A log that grows, with its files; `seed` tells histories apart. */
function aLog() {
  const files = new Map<string, Uint8Array>()
  let edge: Edge = EMPTY_EDGE
  return {
    files,
    grow(count: number, seed = 'a', by = signer, origin = LOG_NAME) {
      const leaves = Array.from({ length: count }, (_, i) => hasher.leaf(utf8(`${seed} ${edge.size + i}`)))
      const growth = grow(hasher, edge, leaves)
      edge = growth.edge
      for (const tile of growth.tiles) files.set(`log/${tilePath(tile)}`, tile.bytes)
      const text = formatCheckpoint({
        origin,
        size: edge.size,
        root: rootOf(hasher, edge),
        extensions: []
      })
      files.set('log/checkpoint', utf8(formatNote({ text, signatures: [signNote(text, by.key, by.sign)] })))
    },
    async get(url: string) {
      const bytes = files.get(url)
      if (!bytes) throw new Error(`${url} is not there`)
      return bytes
    }
  }
}

const folder = await mkdtemp(join(tmpdir(), 'erikti-verifier-'))
const file = join(folder, 'verifier.mjs')
await writeFile(file, await verifierScript())
const download = (await import(file)) as typeof source
await rm(folder, { recursive: true })

for (const [name, { follow, verifyInBrowser }] of [
  ['the source', source],
  ['the download', download]
] as const) {
  const visit = (log: ReturnType<typeof aLog>, remembered: source.Remembered | null) =>
    follow({ base: 'log', key, remembered, get: log.get, verify: verifyInBrowser })

  test(`${name} follows a log that only grows, and keeps what it saw`, async () => {
    const log = aLog()
    log.grow(300)
    const first = await visit(log, null)
    assert.deepEqual(first.outcome, { kind: 'first', size: 300, signature: true })
    assert.deepEqual((await visit(log, first.keep)).outcome, { kind: 'same', size: 300, signature: true })
    log.grow(70_000)
    const grown = await visit(log, first.keep)
    assert.deepEqual(grown.outcome, { kind: 'grown', from: 300, size: 70_300, signature: true })
    assert.deepEqual((await visit(log, grown.keep)).outcome.kind, 'same')
  })

  test(`${name} names a changed history, a shorter log, a strange key, and keeps what it saw before`, async () => {
    const log = aLog()
    log.grow(300)
    const { keep } = await visit(log, null)
    const outcomeOf = async (other: ReturnType<typeof aLog>) => {
      const { outcome, keep: kept } = await visit(other, keep)
      assert.equal(kept, null)
      return outcome.kind
    }
    const another = aLog()
    another.grow(300, 'b')
    assert.equal(await outcomeOf(another), 'broken')
    another.grow(10, 'b')
    assert.equal(await outcomeOf(another), 'broken')
    const shorter = aLog()
    shorter.grow(299)
    assert.equal(await outcomeOf(shorter), 'shrank')
    const stranger = aLog()
    stranger.grow(400, 'a', signerOf(LOG_NAME, SIGNATURE_TYPES.ed25519, newPrivateKey()))
    assert.equal(await outcomeOf(stranger), 'signature')
    const renamed = aLog()
    renamed.grow(400, 'a', signer, 'log.test/other')
    assert.equal(await outcomeOf(renamed), 'signature')
    log.grow(10)
    const [path] = [...log.files.keys()].filter((one) => one.startsWith('log/tile/0/001'))
    log.files.set(
      path!,
      log.files.get(path!)!.map((byte, i) => (i === 40 ? byte ^ 1 : byte))
    )
    for (const tile of log.files.keys())
      if (tile.startsWith('log/tile/0/001') && tile !== path) log.files.delete(tile)
    await assert.rejects(visit(log, keep), 'a missing tile is no answer')
  })

  test(`${name} believes no checkpoint and no tile of which any byte was changed`, async () => {
    const log = aLog()
    log.grow(3)
    const { keep } = await visit(log, null)
    log.grow(4)
    assert.equal((await visit(log, keep)).outcome.kind, 'grown')
    for (const [path, bytes] of [...log.files].filter(([one]) => /checkpoint|p\/7$/.test(one))) {
      for (let at = 0; at < bytes.length; at++) {
        log.files.set(
          path,
          bytes.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte))
        )
        const { outcome } = await visit(log, keep)
        assert.ok(['signature', 'failed', 'broken'].includes(outcome.kind), `${path} ${at}: ${outcome.kind}`)
      }
      log.files.set(path, bytes)
    }
  })
}

/** A page of the log in a browser that keeps what it is given, as long as it lets it. */
function aBrowser(log: () => ReturnType<typeof aLog>) {
  const kept = new Map<string, string>()
  let refuses = false
  const guarded =
    <T extends unknown[], R>(method: (...given: T) => R) =>
    (...given: T): R => {
      if (refuses) throw new DOMException('the user has blocked it', 'SecurityError')
      return method(...given)
    }
  const globals = {
    localStorage: {
      getItem: guarded((name: string) => kept.get(name) ?? null),
      setItem: guarded((name: string, value: string) => void kept.set(name, value))
    },
    document: { documentElement: { lang: 'ru' } },
    fetch: async (url: string) => new Response(Buffer.from(await log().get(url.slice(1))))
  }
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  return {
    kept,
    refuse: () => void (refuses = true),
    async visit(pageKey = key): Promise<string[]> {
      const part = (outcome: string) => ({
        dataset: { outcome },
        hidden: true,
        textContent: '',
        querySelector: () => null
      })
      const parts = ['first', 'same', 'grown', 'broken', 'shrank', 'signature', 'failed', 'unkept'].map(part)
      const element = {
        dataset: { base: '/log', key: pageKey },
        querySelectorAll: () => parts,
        querySelector: () => null
      }
      await source.followOnPage(element as unknown as HTMLElement)
      return parts.filter(({ hidden }) => !hidden).map(({ dataset }) => dataset.outcome)
    }
  }
}

test('whatever a browser kept or would not keep, the page says what it found', async () => {
  const log = aLog()
  log.grow(5)
  const browser = aBrowser(() => log)
  assert.deepEqual(await browser.visit(), ['first'])
  assert.deepEqual(await browser.visit(), ['same'])
  const [[name, text]] = [...browser.kept] as [[string, string]]
  for (const garbage of [
    '',
    '{',
    'null',
    '{}',
    '[]',
    '{"key":1,"note":2}',
    text.replace('log.test', 'log')
  ]) {
    browser.kept.set(name, garbage)
    assert.deepEqual(await browser.visit(), ['first'], garbage)
    assert.deepEqual(await browser.visit(), ['same'], garbage)
  }
  browser.refuse()
  assert.deepEqual(await browser.visit(), ['unkept'], 'nothing is promised for the next visit')
})

test('a log that stands where another stood is noticed, by whatever name', async () => {
  const log = aLog()
  log.grow(5)
  let there = log
  const browser = aBrowser(() => there)
  await browser.visit()
  const other = signerOf('other.test/log', SIGNATURE_TYPES.ed25519, newPrivateKey())
  there = aLog()
  there.grow(9, 'b', other, other.key.name)
  assert.deepEqual(await browser.visit(formatVerifierKey(other.key)), ['signature'])
})

test('of two tabs, the one that is late does not forget what the other saw', async () => {
  const [before, after] = [aLog(), aLog()]
  before.grow(5)
  after.grow(5)
  after.grow(4)
  let release = () => {}
  const held = new Promise<void>((resolve) => void (release = resolve))
  const slow = { ...before, get: (url: string) => held.then(() => before.get(url)) }
  let there = slow as ReturnType<typeof aLog>
  const browser = aBrowser(() => there)
  const late = browser.visit()
  there = after
  assert.deepEqual(await browser.visit(), ['first'])
  release()
  await late
  assert.deepEqual(await browser.visit(), ['same'])
})
