import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonicalJson } from '#features/ledger/adapters/canonical.ts'
import { contributionSource } from '#features/ledger/adapters/contributions.ts'
import { ed25519, newPrivateKey, nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { databaseStorage } from '#features/ledger/adapters/database-storage.ts'
import { folderStorage } from '#features/ledger/adapters/folder-storage.ts'
import { openKeyFile, signerOf } from '#features/ledger/adapters/key-file.ts'
import { ledgerStore } from '#features/ledger/adapters/store.ts'
import { witnessClient } from '#features/ledger/adapters/witness-client.ts'
import { witnessKeyOf } from '#features/ledger/adapters/witness-file.ts'
import type { Credentials } from '#features/credentials/index.ts'
import type { Fact, Ledger } from '#features/ledger/index.ts'
import type { LogSigner, Ports, TileStorage, WitnessClient } from '#features/ledger/app/ports.ts'
import { SALT_BYTES } from '#features/ledger/domain/commitment.ts'
import { formatVerifierKey, SIGNATURE_TYPES } from '#features/ledger/domain/note.ts'
import {
  formatPolicy,
  NO_QUORUM,
  parsePolicy,
  type Quorum,
  type TrustPolicy
} from '#features/ledger/domain/policy.ts'
import type { Db } from '#platform/database/database.ts'
import { drawer } from '#platform/drawer.ts'
import type { Runtime } from '#platform/use-case.ts'
import { ConfigError, type Config } from './config.ts'

/** What the log needs of the outside world: key, tiles and witnesses. */
export interface LogBook extends AsyncDisposable {
  readonly signer: LogSigner
  readonly storage: TileStorage
  readonly witnesses: readonly WitnessClient[]
  readonly quorum: Quorum
  readonly policy: string
}

const LOCAL_WITNESSES = 2
const WITNESS_START_MS_MAX = 10_000

/** Where the log is read. */
export const logUrl = (publicUrl: string): string => `${publicUrl}/log`

/** Opens the log's key and folder in `home`; witnesses are those of LOG_POLICY, else two of our own in a demo world. */
export async function openLogBook(config: Config): Promise<LogBook> {
  const { home, publicUrl, logPolicy, demoWorld } = config
  const name = logUrl(publicUrl).replace(/^https?:\/\//, '')
  const signer = await openKeyFile(join(home, 'log-key.json'), name, SIGNATURE_TYPES.ed25519)
  const storage = folderStorage(join(home, 'log'))
  if (logPolicy) {
    const { logs, witnesses, quorum, text } = await readPolicy(logPolicy)
    // Whoever reads it has to find the log itself there, which an operator need not name.
    const own = logs.length ? '' : `log ${formatVerifierKey(signer.key)} ${logUrl(publicUrl)}\n`
    const policy = own + text
    return { signer, storage, witnesses, quorum, policy, [Symbol.asyncDispose]: async () => {} }
  }
  const local = demoWorld ? await localWitnesses(join(home, 'witnesses'), signer) : []
  const keys = local.map(({ key }) => key)
  return {
    signer,
    storage,
    witnesses: local,
    quorum: local.length ? { threshold: local.length, members: keys } : NO_QUORUM,
    policy: ownPolicy(signer, local, publicUrl),
    async [Symbol.asyncDispose]() {
      await Promise.all(local.map((witness) => witness[Symbol.asyncDispose]()))
    }
  }
}

/** A log for tests and tools: its key lives as long as the process, its tiles in the database. */
export function momentaryLogBook(db: Db, publicUrl: string): LogBook {
  const signer = signerOf('localhost/log', SIGNATURE_TYPES.ed25519, newPrivateKey())
  return {
    signer,
    storage: databaseStorage(db),
    witnesses: [],
    quorum: NO_QUORUM,
    policy: ownPolicy(signer, [], publicUrl),
    [Symbol.asyncDispose]: async () => {}
  }
}

const ownPolicy = (signer: LogSigner, witnesses: readonly WitnessClient[], publicUrl: string): string =>
  formatPolicy(
    { key: signer.key, url: logUrl(publicUrl) },
    witnesses.map(({ key, url }, i) => ({ name: `w${i + 1}`, key, url })),
    witnesses.length
  )

/** Lets this process take part in sequencing the log until it is disposed of. Nothing waits for it. */
export function keepLog(ledger: Pick<Ledger, 'work'>, db: Db): AsyncDisposable {
  const stop = new AbortController()
  const work = ledger.work(db, stop.signal)
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await work
    }
  }
}

/** The ports of the ledger over a book. */
export function ledgerPorts(
  book: LogBook,
  publicUrl: string,
  runtime: Pick<Runtime, 'warn' | 'newId' | 'now'>,
  told: Pick<Ports, 'facts' | 'revocations'>
): Ports {
  return {
    store: ledgerStore,
    storage: book.storage,
    source: contributionSource,
    ...told,
    signers: [book.signer],
    witnesses: book.witnesses,
    quorum: book.quorum,
    policy: book.policy,
    url: logUrl(publicUrl),
    sha256: nodeSha256,
    verify: ed25519.verify,
    canonicalize: canonicalJson,
    newSalt: drawer(SALT_BYTES),
    newId: runtime.newId,
    now: runtime.now,
    warn: runtime.warn
  }
}

/** What befell the issuer's keys, and status lists as they are published: of all lists, or of one. */
export async function credentialFacts(
  credentials: Pick<Credentials, 'keyEvents' | 'statusDigests'>,
  db: Db,
  listId: number | null = null
): Promise<Fact[]> {
  const keys = (await credentials.keyEvents()).map(({ keyId, event, at, document }): Fact => ({
    type: 'key-event',
    subject: `${keyId} ${event}`,
    series: null,
    document,
    at
  }))
  const lists = (await credentials.statusDigests(db, listId)).map(
    ({ listId, version, at, document }): Fact => ({
      type: 'status-list-digest',
      subject: `${listId} ${version} ${at.toISOString()}`,
      series: `${listId} `,
      document,
      at
    })
  )
  return [...keys, ...lists].sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** The policy that LOG_POLICY names. @throws {ConfigError} when there is none, or it cannot be followed. */
export async function readPolicy(
  path: string
): Promise<Pick<TrustPolicy, 'logs' | 'quorum'> & { witnesses: WitnessClient[]; text: string }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`setting LOG_POLICY="${path}" is wrong: the file cannot be read (${error.code})`)
  })
  const policy = parsePolicy(nodeSha256, text)
  if (!policy.ok) throw new ConfigError(`setting LOG_POLICY="${path}" is wrong: ${policy.error}`)
  const witnesses = policy.value.witnesses.map(({ name, key, url }) => {
    if (!url || !URL.canParse(url))
      throw new ConfigError(`setting LOG_POLICY="${path}" is wrong: the witness ${name} needs an address`)
    return witnessClient(key, url)
  })
  return { ...policy.value, witnesses, text }
}

type LocalWitness = WitnessClient & AsyncDisposable

async function localWitnesses(folder: string, log: LogSigner): Promise<LocalWitness[]> {
  const witnesses: LocalWitness[] = []
  for (let n = 1; n <= LOCAL_WITNESSES; n++)
    witnesses.push(await localWitness(join(folder, `witness-${n}.json`), `localhost/witness-${n}`, log))
  return witnesses
}

/** A witness as a process of its own beside us, started when it is first asked and again when it has died. */
async function localWitness(path: string, name: string, log: LogSigner): Promise<LocalWitness> {
  const key = await witnessKeyOf(path, name)
  const program = fileURLToPath(new URL('./witness.ts', import.meta.url))
  let running: { child: ChildProcess; url: Promise<string> } | null = null

  function start(): { child: ChildProcess; url: Promise<string> } {
    const args = ['--state', path, '--port', '0', '--log', formatVerifierKey(log.key)]
    const child = fork(program, args, { execArgv: ['--max-old-space-size=64'], detached: true })
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(WITNESS_START_MS_MAX)])
    const url = once(child, 'message', { signal }).then(
      ([message]: { port?: number }[]) => `http://127.0.0.1:${message?.port}`
    )
    url.catch(() => child.kill('SIGKILL'))
    const started = { child, url }
    child.once('exit', () => {
      over.abort(new Error('the witness ended'))
      if (running === started) running = null
    })
    return started
  }

  return {
    key,
    url: null,
    local: true,
    async addCheckpoint(body) {
      try {
        running ??= start()
        return await witnessClient(key, await running.url).addCheckpoint(body)
      } catch (error) {
        return { kind: 'down', reason: String(error) }
      }
    },
    async [Symbol.asyncDispose]() {
      if (!running) return
      const { child } = running
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
  }
}
