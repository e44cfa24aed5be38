import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject
} from 'node:crypto'
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { batched } from '#platform/batched.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { KeyKeeper } from '../app/ports.ts'
import { isCurrent, thumbprintText, type Algorithm, type PublicJwk, type PublicKey } from '../domain/keys.ts'
import { makeLeaf, makeRequest, makeRoot, readChain, toPem, type KeyPair } from './x509.ts'

/** Where the keys are kept: a file, or the memory of a test. */
export interface KeyStorage {
  /** null when there is none yet. */
  read(): Promise<string | null>
  /** False when somebody else was faster. */
  create(text: string): Promise<boolean>
  replace(text: string): Promise<void>
}

interface StoredKey {
  readonly keyId: string
  readonly algorithm: Algorithm
  readonly jwk: PublicJwk
  readonly chain: readonly string[]
  readonly formerLeaves: readonly string[]
  readonly createdAt: string
  readonly retiredAt: string | null
  readonly revokedAt: string | null
  /** PKCS #8, sealed by the installation's keystore; null once the key was given up. */
  readonly sealed: string | null
}

interface KeyFile {
  readonly version: 1
  readonly keys: readonly StoredKey[]
  readonly root: { readonly certificate: string; readonly publicKey: string; readonly sealed: string }
}

export interface KeyringOptions {
  readonly storage: KeyStorage
  readonly keystore: Keystore
  readonly publicUrl: string
  readonly issuerName: string
  now(): Date
}

const KEY_ID_BYTES = 8
const context = (name: string): string => `issuer-key ${name}`

/**
 * The issuer's keys, private halves encrypted under the installation's keystore. They are made at first use, so
 * that a new installation signs at once.
 */
export function keyring(options: KeyringOptions): KeyKeeper {
  const { storage, keystore, now } = options
  const subject = { name: options.issuerName, publicUrl: options.publicUrl }
  const opened = new Map<string, KeyObject>()
  let listed: { readonly text: string; readonly keys: readonly PublicKey[] } | null = null

  const seal = (name: string, privateKey: Uint8Array): string =>
    keystore.encrypt(Buffer.from(privateKey).toString('base64'), context(name)).toString('base64')
  const unseal = (name: string, sealed: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(Buffer.from(keystore.decrypt(Buffer.from(sealed, 'base64'), context(name)), 'base64'))

  async function load(): Promise<KeyFile> {
    const text = (await storage.read()) ?? (await createFirst())
    return JSON.parse(text) as KeyFile
  }

  async function createFirst(): Promise<string> {
    const pair = newPair('ES256')
    const root = {
      certificate: await makeRoot(pair, options.issuerName, now()),
      publicKey: Buffer.from(pair.publicKey).toString('base64'),
      sealed: seal('root', pair.privateKey)
    }
    const file: KeyFile = {
      version: 1,
      root,
      keys: [await newKey('Ed25519', root), await newKey('ES256', root)]
    }
    const text = JSON.stringify(file, null, 2) + '\n'
    return (await storage.create(text)) ? text : (await storage.read())!
  }

  async function newKey(algorithm: Algorithm, root: KeyFile['root'], at = now()): Promise<StoredKey> {
    const pair = newPair(algorithm)
    const jwk = jwkOf(pair)
    const keyId = createHash('sha256')
      .update(thumbprintText(jwk))
      .digest()
      .subarray(0, KEY_ID_BYTES)
      .toString('base64url')
    const rootPair = {
      privateKey: unseal('root', root.sealed),
      publicKey: new Uint8Array(Buffer.from(root.publicKey, 'base64'))
    }
    const chain =
      algorithm === 'ES256'
        ? [await makeLeaf(pair, subject, { pair: rootPair, certificate: root.certificate }, now())]
        : []
    return {
      keyId,
      algorithm,
      jwk,
      chain,
      formerLeaves: [],
      createdAt: at.toISOString(),
      retiredAt: null,
      revokedAt: null,
      sealed: seal(keyId, pair.privateKey)
    }
  }

  async function change(
    alter: (file: KeyFile) => Promise<{ file: KeyFile; keyId: string }>
  ): Promise<PublicKey> {
    const { file, keyId } = await alter(await load())
    await storage.replace(JSON.stringify(file, null, 2) + '\n')
    opened.clear()
    return publicOf(file.keys.find((key) => key.keyId === keyId)!)
  }

  const currentOf = (file: KeyFile, algorithm: Algorithm): StoredKey =>
    file.keys.findLast((key) => key.algorithm === algorithm && isCurrent(publicOf(key)))!

  function pairOf(key: StoredKey): KeyPair {
    const privateKey = unseal(key.keyId, key.sealed!)
    return { privateKey, publicKey: publicHalf(privateKey) }
  }

  return {
    async list() {
      const text = (await storage.read()) ?? (await createFirst())
      // Every check asks: what was made of the same text is given again.
      if (listed?.text !== text) listed = { text, keys: (JSON.parse(text) as KeyFile).keys.map(publicOf) }
      return listed.keys
    },

    async sign(keyId, data) {
      const key = (await load()).keys.find((one) => one.keyId === keyId)
      if (!key?.sealed || !isCurrent(publicOf(key))) throw new Error(`key ${keyId} does not sign`)
      let privateKey = opened.get(keyId)
      if (!privateKey) {
        privateKey = createPrivateKey({
          key: Buffer.from(unseal(keyId, key.sealed)),
          format: 'der',
          type: 'pkcs8'
        })
        opened.set(keyId, privateKey)
      }
      const signature =
        key.algorithm === 'Ed25519'
          ? sign(null, data, privateKey)
          : sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return new Uint8Array(signature)
    },

    rotate: (algorithm, at) =>
      change(async (file) => {
        const time = notBefore(file, at)
        const fresh = await newKey(algorithm, file.root, time)
        const keys = file.keys.map((key) =>
          key.algorithm === algorithm && isCurrent(publicOf(key))
            ? { ...key, retiredAt: time.toISOString() }
            : key
        )
        return { file: { ...file, keys: [...keys, fresh] }, keyId: fresh.keyId }
      }),

    revoke: (keyId, at) =>
      change(async (file) => {
        const key = file.keys.find((one) => one.keyId === keyId)
        if (!key) throw new Error(`there is no key ${keyId}`)
        const wasCurrent = isCurrent(publicOf(key))
        const time = notBefore(file, at)
        // The private half is destroyed: what is given up can sign nothing more.
        const keys = file.keys.map((one) =>
          one === key ? { ...one, revokedAt: one.revokedAt ?? time.toISOString(), sealed: null } : one
        )
        const added = wasCurrent ? [await newKey(key.algorithm, file.root, time)] : []
        return { file: { ...file, keys: [...keys, ...added] }, keyId }
      }),

    async certificateRequest() {
      return makeRequest(pairOf(currentOf(await load(), 'ES256')), subject)
    },

    replaceChain: (pem) =>
      change(async (file) => {
        const key = currentOf(file, 'ES256')
        const chain = readChain(pem, pairOf(key).publicKey, options.publicUrl, now())
        const renewed = { ...key, chain, formerLeaves: [...key.formerLeaves, ...key.chain.slice(0, 1)] }
        return {
          file: { ...file, keys: file.keys.map((one) => (one === key ? renewed : one)) },
          keyId: key.keyId
        }
      }),

    async chainPem() {
      const file = await load()
      return [...currentOf(file, 'ES256').chain, file.root.certificate].map(toPem).join('')
    }
  }
}

/** What befalls keys is told by the log in its order: never before what befell them last, whatever a clock says. */
function notBefore({ keys }: KeyFile, at: Date): Date {
  const told = keys.flatMap(({ createdAt, retiredAt, revokedAt }) => [createdAt, retiredAt, revokedAt])
  return new Date(Math.max(at.getTime(), ...told.map((time) => (time === null ? 0 : Date.parse(time)))))
}

const publicOf = (key: StoredKey): PublicKey => ({
  keyId: key.keyId,
  algorithm: key.algorithm,
  jwk: key.jwk,
  chain: key.chain,
  formerLeaves: key.formerLeaves,
  createdAt: new Date(key.createdAt),
  retiredAt: key.retiredAt === null ? null : new Date(key.retiredAt),
  revokedAt: key.revokedAt === null ? null : new Date(key.revokedAt)
})

function newPair(algorithm: Algorithm): KeyPair {
  const { privateKey } =
    algorithm === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }))
  return { privateKey: der, publicKey: publicHalf(der) }
}

const publicKeyOf = (privateKey: Uint8Array) =>
  createPublicKey(createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }))

const publicHalf = (privateKey: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(publicKeyOf(privateKey).export({ format: 'der', type: 'spki' }))

function jwkOf({ privateKey }: KeyPair): PublicJwk {
  const { kty, crv, x, y } = publicKeyOf(privateKey).export({ format: 'jwk' })
  return (kty === 'OKP' ? { kty, crv, x } : { kty, crv, x, y }) as PublicJwk
}

/** Keys that live as long as the process: tests, benches, interop. */
export function memoryStorage(): KeyStorage {
  let kept: string | null = null
  return {
    read: async () => kept,
    async create(text) {
      const isFirst = kept === null
      if (isFirst) kept = text
      return isFirst
    },
    async replace(text) {
      kept = text
    }
  }
}

const LOOKS_AT_ONCE_MAX = 1_000

/** A file of mode 0600, read again whenever it was replaced: the command line rotates while the server runs. */
export function fileStorage(path: string): KeyStorage {
  let kept: { text: string; as: string } | null = null
  // Every check asks whether the file is still the same: those that come together ask once.
  const look = batched(async (asked: readonly void[]) => {
    const seen = await stat(path)
    return asked.map(() => seen)
  }, LOOKS_AT_ONCE_MAX)
  const write = async (text: string): Promise<string> => {
    const draft = `${path}.${randomBytes(6).toString('hex')}`
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return draft
  }
  return {
    async read() {
      try {
        const { ino, mtimeMs } = await look()
        const as = `${ino} ${mtimeMs}`
        if (kept?.as !== as) kept = { text: await readFile(path, 'utf8'), as }
        return kept.text
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    async create(text) {
      const draft = await write(text)
      try {
        // A link is made whole or not at all, and only where nothing stands.
        await link(draft, path)
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw error
      } finally {
        await rm(draft, { force: true })
      }
    },
    async replace(text) {
      await rename(await write(text), path)
    }
  }
}
