import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { SMTPServer } from 'smtp-server'
import { parseProofFile } from '#features/ledger/domain/proof-file.ts'
import { scratchHome, startProcess } from '#tests/support/process.ts'
import { Client } from '../../tools/demo/client.ts'
import { signIn } from '../../tools/demo/walk.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const MAIL_MS_MAX = 30_000

/** Takes every mail and keeps who it was for. */
async function catcher(t: { after(fn: () => Promise<void>): void }) {
  const caught: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      caught.push(...session.envelope.rcptTo.map(({ address }) => address))
      stream.resume().once('end', () => done())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  t.after(() => new Promise((closed) => server.close(() => closed())))
  const { port } = server.server.address() as AddressInfo
  return { caught, url: `smtp://127.0.0.1:${port}` }
}

/** What the demo left behind, looked at once more, as a stranger who has nothing but the files. */
async function checkFiles(base: string, read: (name: string) => Promise<Buffer>): Promise<void> {
  const proof = parseProofFile(await read('archive.tlog-proof'))!
  const badge = JSON.parse((await read('badge.json')).toString())
  assert.equal(badge.evidence[0].id, `${base}/log/entries/${proof.index}`)
  const record = JSON.parse((await read('clr.json')).toString())
  assert.ok(record.type.includes('ClrCredential'))
  const did = JSON.parse((await read('did.json')).toString())
  assert.equal(did.id, badge.issuer.id)
  const chain = (await read('issuer-chain.pem')).toString().split(/(?=-----BEGIN)/)
  const [leaf, root] = chain.map((pem) => new X509Certificate(pem))
  assert.ok(leaf!.verify(root!.publicKey))
  for (const name of ['passport.sd-jwt', 'extract.sd-jwt']) {
    const [header] = (await read(name)).toString().split('.')
    const { x5c } = JSON.parse(Buffer.from(header!, 'base64url').toString())
    assert.equal(x5c[0], leaf!.raw.toString('base64'), name)
  }
  assert.equal((await read('archive.pdf')).subarray(0, 5).toString(), '%PDF-')
  const stranger = new Client(base)
  const codesOf = async (name: string, type: string): Promise<string[]> => {
    const { findings } = (await stranger.sendFile('/api/verify', await read(name), type)).json()
    return findings.flatMap(({ problems }: { problems: { code: string }[] }) =>
      problems.map(({ code }) => code)
    )
  }
  assert.deepEqual(await codesOf('badge.json', 'application/vc'), [])
  assert.deepEqual(await codesOf('extract.sd-jwt', 'application/dc+sd-jwt'), ['revoked'])
}

test('a newcomer starts it, walks the whole path by a program, and gets mail', async (t) => {
  const home = await scratchHome(t)
  const out = join(home, 'papers')
  const smtp = await catcher(t)
  const settings = { ERIKTI_HOME: home, ERIKTI_DEMO: 'on', SMTP_URL: smtp.url }
  const started = await startProcess(settings)
  t.after(async () => void (await started.end('SIGKILL')))
  await started.until(/Sign in as:/)
  assert.match(started.said(), /Айгерім Сейітова/)

  const newcomer = new Client(started.base)
  await signIn(newcomer, 'Оспанов')
  const email = 'daniyar@mail.example'
  assert.equal((await newcomer.send('PATCH', '/api/me', { email })).status, 204)

  const { stdout } = await run(
    process.execPath,
    ['tools/demo.ts', '--base', started.base, '--out', out, '--json'],
    {
      cwd: root
    }
  )
  const steps = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).step as string)
  assert.deepEqual(steps.slice(-4), ['verification', 'files', 'check', 'revocation'])

  const extract = JSON.parse(await readFile(join(out, 'extract.json'), 'utf8'))
  const passport = JSON.parse(await readFile(join(out, 'passport.json'), 'utf8'))
  assert.equal(extract.disclosure.totals.minutes, passport.totals.minutes)
  assert.equal((await readFile(join(out, 'extract.pdf'))).subarray(0, 5).toString(), '%PDF-')
  const { data, width, height } = PNG.sync.read(await readFile(join(out, 'extract-qr.png')))
  assert.equal(jsQR(new Uint8ClampedArray(data), width, height)?.data, extract.link)

  await checkFiles(started.base, (name) => readFile(join(out, name)))

  const deadline = Date.now() + MAIL_MS_MAX
  while (!smtp.caught.length && Date.now() < deadline) await pause(100)
  assert.ok(smtp.caught.length, 'no mail came')
  assert.deepEqual([...new Set(smtp.caught)], [email])
  assert.equal(await started.end('SIGTERM'), 0)

  const again = await startProcess(settings)
  t.after(async () => void (await again.end('SIGKILL')))
  await again.until(/Sign in as:/)
  assert.doesNotMatch(again.said(), /the demo world: people/)
  assert.equal(await again.end('SIGTERM'), 0)
})

test('a program that finds no demo world says so and ends with 1', async (t) => {
  const started = await startProcess({ ERIKTI_HOME: await scratchHome(t) })
  await started.until(/Erikti is ready/)
  const failed = await run(process.execPath, ['tools/demo.ts', '--base', started.base], { cwd: root }).catch(
    (error: { code: number; stderr: string }) => error
  )
  // Ended before its folder is removed, which is the first thing that happens after the test.
  await started.end('SIGTERM')
  assert.ok('code' in failed)
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /^surprise: the identity provider does not list/)
})
