import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'

/** The keys of an installation. Losing the file loses every IIN; copying it lets the copier read them. */
export interface Keystore {
  /** Encrypts with AES-256-GCM: 12-byte nonce, ciphertext, 16-byte tag. `context` binds it to its place. */
  encrypt(plaintext: string, context: string): Buffer
  decrypt(sealed: Buffer, context: string): string
  /** HMAC-SHA-256 under a key of its own for each purpose. */
  mac(purpose: MacPurpose, message: string): Buffer
}

export type MacPurpose = 'iin-lookup' | 'shift-code' | 'personal-code' | 'calendar' | 'token'

interface KeyFile {
  version: 1
  encryption: string
  mac: string
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function createKeystore(encryptionKey: Buffer, macKey: Buffer): Keystore {
  return {
    encrypt(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce).setAAD(Buffer.from(context))
      return Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    decrypt(sealed, context) {
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey, sealed.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(-TAG_BYTES))
      return (
        decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      )
    },
    mac: (purpose, message) => createHmac('sha256', macKey).update(`${purpose}\n${message}`).digest()
  }
}

/** Keys made for the moment: tests and benches. */
export const ephemeralKeystore = (): Keystore =>
  createKeystore(randomBytes(KEY_BYTES), randomBytes(KEY_BYTES))

/** Opens the keystore file, or makes it at the first start with mode 0600. */
export async function openKeystore(path: string): Promise<Keystore> {
  if ((await readIfThere(path)) === null) await createFile(path)
  const file = keysIn(await readFile(path, 'utf8'))
  if (!file) throw new Error(`${path} is damaged or not of this version: put your copy of it back`)
  return createKeystore(file.encryption, file.mac)
}

const readIfThere = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })

/** null for a file without two whole keys: with half a key, everything would be sealed for whoever guesses it. */
function keysIn(text: string): { encryption: Buffer; mac: Buffer } | null {
  try {
    const file = JSON.parse(text) as KeyFile
    const [encryption, mac] = [Buffer.from(file.encryption, 'base64'), Buffer.from(file.mac, 'base64')]
    const whole = file.version === 1 && encryption.length === KEY_BYTES && mac.length === KEY_BYTES
    return whole ? { encryption, mac } : null
  } catch {
    return null
  }
}

/** Makes the file whole or not at all; of processes that start at once, all take the keys of one. */
async function createFile(path: string): Promise<void> {
  const file: KeyFile = {
    version: 1,
    encryption: randomBytes(KEY_BYTES).toString('base64'),
    mac: randomBytes(KEY_BYTES).toString('base64')
  }
  const own = `${path}.${randomUUID()}`
  try {
    await writeFile(own, JSON.stringify(file, null, 2) + '\n', { flag: 'wx', mode: 0o600, flush: true })
    await link(own, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(own, { force: true })
  }
}
