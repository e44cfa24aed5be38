import { concat, equalBytes, fromBase64, fromUtf8, toBase64, toHex, utf8 } from '#platform/prelude/bytes.ts'
import { readUint64, uint64 } from './numbers.ts'
import type { Sha256 } from './sha256.ts'

/*
 * Signed notes (c2sp.org/signed-note) and the two kinds of signature that we make and check: Ed25519 over the text,
 * and timestamped cosignatures (c2sp.org/tlog-cosignature). Lines of other kinds, such as ML-DSA-44, are kept and
 * passed over, as the specification asks.
 */

export const NOTE_BYTES_MAX = 131_072
/** The specification asks for at least 16; a policy may name as many witnesses as are left with a few keys of the log. */
const SIGNATURES_MAX = 64
const ED25519_BYTES = 64
const PUBLIC_KEY_BYTES = 32
const TIME_BYTES = 8
/** The last second that a Date can be of. */
const SECONDS_MAX = 8_640_000_000_000

export const SIGNATURE_TYPES = { ed25519: 1, cosignature: 4 } as const

export interface NoteSignature {
  readonly name: string
  /** Four bytes. */
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

export interface Note {
  /** Ends with a newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** A public key as others are told it: `name+keyid+base64(type || key)`. */
export interface VerifierKey {
  readonly name: string
  readonly keyId: Uint8Array
  readonly type: number
  readonly publicKey: Uint8Array
}

/** Ed25519 as RFC 8032 checks it. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
export type SignEd25519 = (message: Uint8Array) => Uint8Array

export interface NoteCrypto {
  readonly sha256: Sha256
  readonly verify: VerifyEd25519
}

/** Key names hold neither spaces nor plus signs, nor, as the note itself, control characters. */
export const isKeyName = (name: string): boolean => /^[^\s\p{White_Space}\p{Cc}+]{1,255}$/u.test(name)

/** null for anything that is not a signed note of bearable size. */
export function parseNote(bytes: Uint8Array): Note | null {
  if (bytes.length > NOTE_BYTES_MAX) return null
  const whole = fromUtf8(bytes)
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (whole === null || /[\u0000-\u0009\u000b-\u001f]/.test(whole) || !whole.endsWith('\n')) return null
  const blank = whole.lastIndexOf('\n\n')
  if (blank < 0) return null
  const signatures = readSignatureLines(whole.slice(blank + 2))
  return signatures?.length ? { text: whole.slice(0, blank + 1), signatures } : null
}

/** Reads lines of signatures, each with its newline, as notes end and witnesses answer. */
export function readSignatureLines(text: string): NoteSignature[] | null {
  if (text === '') return []
  if (!text.endsWith('\n')) return null
  const lines = text.slice(0, -1).split('\n')
  if (lines.length > SIGNATURES_MAX) return null
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const [dash, name, base64, ...rest] = line.split(' ')
    const bytes = fromBase64(base64 ?? '')
    if (dash !== '—' || !name || !isKeyName(name) || rest.length || !bytes || bytes.length < 5) return null
    signatures.push({ name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) })
  }
  return signatures
}

export const signatureLine = ({ name, keyId, signature }: NoteSignature): string =>
  `— ${name} ${toBase64(concat(keyId, signature))}\n`

export const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map(signatureLine).join('')}`

const keyIdOf = (sha256: Sha256, name: string, type: number, publicKey: Uint8Array): Uint8Array =>
  sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4)

export function verifierKey(sha256: Sha256, name: string, type: number, publicKey: Uint8Array): VerifierKey {
  return { name, type, publicKey, keyId: keyIdOf(sha256, name, type, publicKey) }
}

export const formatVerifierKey = ({ name, keyId, type, publicKey }: VerifierKey): string =>
  `${name}+${toHex(keyId)}+${toBase64(concat(Uint8Array.of(type), publicKey))}`

/** Reads a key of one of our two types; null when it is none, or its id is not the one that follows from it. */
export function parseVerifierKey(sha256: Sha256, text: string): VerifierKey | null {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,128})$/.exec(text)
  if (!match || !isKeyName(match[1]!)) return null
  const material = fromBase64(match[3]!)
  if (material?.length !== 1 + PUBLIC_KEY_BYTES) return null
  const type = material[0]!
  if (type !== SIGNATURE_TYPES.ed25519 && type !== SIGNATURE_TYPES.cosignature) return null
  const key = verifierKey(sha256, match[1]!, type, material.slice(1))
  return toHex(key.keyId) === match[2] ? key : null
}

const cosignedMessage = (text: string, seconds: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${seconds}\n${text}`)

/** Signs the text as the key's type says; `seconds` since the Epoch matter to cosignatures only. */
export function signNote(text: string, key: VerifierKey, sign: SignEd25519, seconds = 0): NoteSignature {
  const signature =
    key.type === SIGNATURE_TYPES.cosignature
      ? concat(uint64(seconds), sign(cosignedMessage(text, seconds)))
      : sign(utf8(text))
  return { name: key.name, keyId: key.keyId, signature }
}

export interface Signed {
  readonly key: VerifierKey
  readonly signature: NoteSignature
  /** When a cosignature says that it was made, in seconds since the Epoch; null for other signatures. */
  readonly seconds: number | null
}

export interface NoteCheck {
  /** Good signatures of the given keys, one a key. */
  readonly signed: readonly Signed[]
  /** Signatures under the name and id of a given key that do not verify: the note is to be refused as a whole. */
  readonly broken: readonly NoteSignature[]
}

/** Checks a note's signatures against known keys; lines of unknown keys are passed over. */
export function checkNote(verify: VerifyEd25519, note: Note, keys: readonly VerifierKey[]): NoteCheck {
  const signed = new Map<VerifierKey, Signed>()
  const broken: NoteSignature[] = []
  for (const line of note.signatures) {
    const key = keys.find(({ name, keyId }) => name === line.name && equalBytes(keyId, line.keyId))
    if (!key) continue
    const good = checkLine(verify, note.text, key, line)
    if (!good) broken.push(line)
    else if (!signed.has(key)) signed.set(key, good)
  }
  return { signed: [...signed.values()], broken }
}

function checkLine(
  verify: VerifyEd25519,
  text: string,
  key: VerifierKey,
  line: NoteSignature
): Signed | null {
  const { signature } = line
  if (key.type === SIGNATURE_TYPES.ed25519) {
    if (signature.length !== ED25519_BYTES) return null
    return verify(key.publicKey, utf8(text), signature) ? { key, signature: line, seconds: null } : null
  }
  if (signature.length !== TIME_BYTES + ED25519_BYTES) return null
  const seconds = readUint64(signature, 0)
  // A witness that tells no time, or none that could be shown, has not signed as the specification asks.
  if (!seconds || seconds > SECONDS_MAX) return null
  return verify(key.publicKey, cosignedMessage(text, seconds), signature.subarray(TIME_BYTES))
    ? { key, signature: line, seconds }
    : null
}
