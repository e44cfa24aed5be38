import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'

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
export const ephemeralKeystore = (): Keystore => createKeystore(randomBytes(32), randomBytes(32))

/** Opens the keystore file, or makes it at the first start with mode 0600. */
export async function openKeystore(path: string): Promise<Keystore> {
  const text = (await readIfThere(path)) ?? (await createFile(path))
  const file = JSON.parse(text) as KeyFile
  if (file.version !== 1)
    throw new Error(`${path}: a keystore of version ${String(file.version)} is not known here`)
  return createKeystore(Buffer.from(file.encryption, 'base64'), Buffer.from(file.mac, 'base64'))
}

const readIfThere = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })

async function createFile(path: string): Promise<string> {
  const file: KeyFile = {
    version: 1,
    encryption: randomBytes(32).toString('base64'),
    mac: randomBytes(32).toString('base64')
  }
  const text = JSON.stringify(file, null, 2) + '\n'
  // 'wx': two processes that start at once must not each make their own keys.
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return text
}
