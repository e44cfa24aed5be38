import { open, readFile, rename, rm } from 'node:fs/promises'
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
    file = { version: 1, name, privateKey: toBase64(newPrivateKey()) }
    await replaceFile(path, JSON.stringify(file, null, 2) + '\n')
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
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`
  try {
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
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
