import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, resolve } from 'node:path'
import { fromBase64, toBase64 } from '#platform/prelude/bytes.ts'
import type { LogSigner } from '../app/ports.ts'
import type { WitnessMemory } from '../app/witness.ts'
import { isKeyName, SIGNATURE_TYPES, type VerifierKey } from '../domain/note.ts'
import { newPrivateKey } from './crypto.ts'
import { readJson, replaceFile, signerOf } from './key-file.ts'

/** Everything a witness is: its key, and the last tree it signed of each log. */
interface WitnessFile {
  version: 1
  name: string
  privateKey: string
  logs: Record<string, { size: number; root: string; note: string }>
}

export interface OpenWitnessFile extends Disposable {
  readonly signer: LogSigner
  readonly memory: WitnessMemory
}

/** A witness that cannot be what it was asked to be. */
export class WitnessError extends Error {
  override name = 'WitnessError'
}

/** Opens a witness's one file, or makes it with a new key. No other process can open it meanwhile. */
export async function openWitnessFile(given: string, name: string | null): Promise<OpenWitnessFile> {
  const path = resolve(given)
  await mkdir(dirname(path), { recursive: true })
  const unlock = await lock(path)
  const found = await readJson<WitnessFile>(path)
  if (!found && (!name || !isKeyName(name)))
    throw new WitnessError('a new witness needs a name without spaces: --name witness.example.kz')
  if (found && name && found.name !== name)
    throw new WitnessError(`${path} belongs to the witness ${found.name}, not ${name}`)
  const file: WitnessFile = found ?? {
    version: 1,
    name: name!,
    privateKey: toBase64(newPrivateKey()),
    logs: {}
  }
  const privateKey = fromBase64(file.privateKey)
  if (file.version !== 1 || privateKey?.length !== 32)
    throw new WitnessError(`${path} is no file of a witness`)
  const save = () => replaceFile(path, JSON.stringify(file, null, 2) + '\n')
  if (!found) await save()

  return {
    signer: signerOf(file.name, SIGNATURE_TYPES.cosignature, privateKey),
    memory: {
      get(origin) {
        const seen = Object.hasOwn(file.logs, origin) ? file.logs[origin] : undefined
        return seen ? { size: seen.size, root: fromBase64(seen.root)!, note: seen.note } : null
      },
      async set(origin, { size, root, note }) {
        const before = file.logs
        file.logs = { ...before, [origin]: { size, root: toBase64(root), note } }
        await save().catch((error: unknown) => {
          file.logs = before
          throw error
        })
      }
    },
    [Symbol.dispose]: unlock
  }
}

/** The key of a witness's file, which is made when it is not there; another process may be running on it. */
export async function witnessKeyOf(path: string, name: string): Promise<VerifierKey> {
  const found = await readJson<WitnessFile>(path)
  if (found) return signerOf(found.name, SIGNATURE_TYPES.cosignature, fromBase64(found.privateKey)!).key
  using file = await openWitnessFile(path, name)
  return file.signer.key
}

/** Two witnesses on one file could sign two histories. An abstract socket: the kernel unlocks it when we die. */
function lock(path: string): Promise<() => void> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.unref()
    server.once('error', () => failed(new WitnessError(`${path} is in use by another witness`)))
    const id = createHash('sha256').update(path).digest('hex').slice(0, 24)
    server.listen(`\0erikti-witness-${id}`, () => done(() => server.close()))
  })
}
