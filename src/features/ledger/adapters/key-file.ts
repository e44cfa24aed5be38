import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fromBase64, toBase64 } from '#platform/prelude/bytes.ts'
import type { LogSigner } from '../app/ports.ts'
import { isKeyName, verifierKey } from '../domain/note.ts'
import { ed25519, newPrivateKey, nodeSha256 } from './crypto.ts'

interface KeyFile {
  version: 1
  name: string
  privateKey: string
}

export const signerOf = (name: string, type: number, privateKey: Uint8Array): LogSigner => {
  const { publicKey, sign } = ed25519.signer(privateKey)
  return { key: verifierKey(nodeSha256, name, type, publicKey), sign }
}

/**
 * Opens the key of a log, or makes it under `name` at the first start. The name in the file counts ever after: a
 * log keeps its origin when the address that it is served from changes.
 */
export async function openKeyFile(path: string, name: string, type: number): Promise<LogSigner> {
  let file = await readJson<KeyFile>(path)
  if (!file) {
    if (!isKeyName(name)) throw new Error(`"${name}" cannot be the name of a key`)
    const made: KeyFile = { version: 1, name, privateKey: toBase64(newPrivateKey()) }
    // Of two that start at once, one makes the key of both.
    const isOurs = await createFile(path, JSON.stringify(made, null, 2) + '\n')
    file = isOurs ? made : (await readJson<KeyFile>(path))!
  }
  const privateKey = fromBase64(file.privateKey)
  if (file.version !== 1 || privateKey?.length !== 32) throw new Error(`${path}: this is no key file of ours`)
  return signerOf(file.name, type, privateKey)
}

export async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error instanceof SyntaxError ? new Error(`${path}: ${error.message}`) : error
  }
}

/** Puts a file in the place of another so that after a power cut one of the two is there, whole. Readable by us only. */
export const replaceFile = (path: string, text: string): Promise<void> =>
  put(path, text, (draft) => rename(draft, path))

/** The same where there is none yet; false when somebody else was faster. */
async function createFile(path: string, text: string): Promise<boolean> {
  try {
    await put(path, text, (draft) => link(draft, path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function put(path: string, text: string, into: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}.new`
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await into(draft)
  } finally {
    await rm(draft, { force: true })
  }
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
