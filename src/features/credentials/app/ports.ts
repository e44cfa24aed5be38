import type { Db } from '#platform/database/database.ts'
import type { Checkers } from '../domain/check.ts'
import type { Algorithm, PublicKey } from '../domain/keys.ts'
import type { LogReader } from '../domain/log.ts'
import type { StatusSlot } from '../domain/status.ts'
import type { JsonObject } from '../domain/strict-json.ts'

/** The issuer's keys. The default is an encrypted file; a key management service or PKCS#11 can stand here. */
export interface SigningKeys {
  /** Every key that ever signed. */
  list(): Promise<readonly PublicKey[]>
  /** Raw signature of 64 bytes. @throws when the key is not there or may sign no more */
  sign(keyId: string, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
  /** The certificate of the key that signs SD-JWT, up to the root it was made from, PEM. */
  chainPem(): Promise<string>
}

/** What an operator may do with the keys of the default keystore. */
export interface KeyKeeper extends SigningKeys {
  /** A new key takes over; the one before signs no more and stays valid. */
  rotate(algorithm: Algorithm, now: Date): Promise<PublicKey>
  /** Gives a key up. When it was the current one, a new one takes over. */
  revoke(keyId: string, now: Date): Promise<PublicKey>
  /** A signing request for the current ES256 key, PEM. */
  certificateRequest(): Promise<string>
  /** Puts a chain of somebody else in the place of our own, PEM, leaf first. @throws with what is wrong */
  replaceChain(pem: string): Promise<PublicKey>
}

/** Puts Data Integrity proofs under documents, and checks them. */
export interface LinkedDataSigner {
  sign(document: JsonObject, key: { did: string; keyId: string; at: Date }): Promise<JsonObject>
}

/** Writes SD-JWTs. */
export interface TokenSigner {
  /** An SD-JWT whose claims are disclosed as the frame says. */
  issue(claims: object, frame: object, header: object, keyId: string): Promise<string>
  /** A plain JWT. */
  sign(payload: object, header: object, keyId: string): Promise<string>
}

/** Packs and unpacks zlib. */
export type Deflate = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>

/** A credential that left the house. */
export interface IssuedCredential {
  readonly credentialId: string
  readonly form: IssuedForm
  /** What it speaks of: a contribution, a passport, an extract. */
  readonly subjectId: string
  /** Which state of the subject it shows; another state is another credential. */
  readonly edition: string
  readonly slot: StatusSlot
  readonly keyId: string
  readonly issuedAt: Date
  readonly document: string
}

export type IssuedForm = 'badge' | 'clr' | 'sd-jwt' | 'paper-summary' | 'paper-record'

export interface StatusList {
  readonly listId: number
  /** Rises with every change. */
  readonly version: number
  readonly bitstring: PublishedList | null
  readonly token: PublishedList | null
}

export interface PublishedList {
  readonly version: number
  readonly signedAt: Date
  readonly document: string
}

/** A list as it goes out in both forms. */
export interface SignedList {
  readonly listId: number
  readonly version: number
  readonly signedAt: Date
  readonly bitstring: string
  readonly token: string
}

/** The same by the SHA-256 of its documents, lowercase hexadecimal. */
export interface Publication extends SignedList {
  /** Places that were revoked since the publication before it, ascending. */
  readonly revoked: readonly number[]
}

export interface Revocation {
  readonly index: number
  readonly at: Date
}

export interface CredentialStore {
  /** The credential of this subject that is still good, in this edition. */
  find(
    db: Db,
    personId: string,
    what: { form: IssuedForm; subjectId: string; edition: string }
  ): Promise<IssuedCredential | null>
  /** Keeps it; when somebody else was faster, theirs is given back. */
  add(db: Db, personId: string, issued: IssuedCredential): Promise<IssuedCredential>
  /** Takes the next free place in the status lists; opens another list when the last is full. */
  takeSlot(db: Db, now: Date, fresh: { stride: number; offset: number }): Promise<StatusSlot>
  /** Credentials of these subjects that are still good. */
  goodOnes(db: Db, personId: string, subjectIds: readonly string[]): Promise<IssuedCredential[]>
  /** What was issued of a subject in this form last, good or not. */
  latest(
    db: Db,
    personId: string,
    what: { form: IssuedForm; subjectId: string }
  ): Promise<IssuedCredential | null>
  revoke(
    db: Db,
    personId: string,
    issued: readonly IssuedCredential[],
    now: Date,
    reason: string
  ): Promise<void>
  /** Whether each place is revoked; null where there is no such list. */
  areRevoked(db: Db, slots: readonly StatusSlot[]): Promise<readonly (boolean | null)[]>
  /** Remembers a nonce; false when it was there. */
  spendNonce(db: Db, nonceHash: Uint8Array, now: Date): Promise<boolean>
  forgetNonces(db: Db, before: Date): Promise<void>
  list(db: Db, listId: number): Promise<StatusList | null>
  /** The latest lists first. */
  latestLists(db: Db, limit: number): Promise<number[]>
  /** Lists whose publication is older than their content, or than `before`. */
  unpublished(db: Db, before: Date): Promise<number[]>
  /**
   * What is revoked in a version of a list, which is the same whenever it is asked: no revocation is ever undone.
   * Without a version all of them, published or not.
   */
  revocations(db: Db, listId: number, version: number | null): Promise<Revocation[]>
  /**
   * Puts both forms of a list in the place of what was published: an older version, or the same signed before
   * `staleBefore`. False when there is nothing of the kind: somebody else was faster.
   */
  publish(db: Db, list: SignedList, staleBefore: Date): Promise<boolean>
  /** Digests of what is published now, of all lists or of one. */
  publications(db: Db, listId: number | null): Promise<Publication[]>
}

export interface Ports extends Checkers {
  readonly store: CredentialStore
  readonly keys: SigningKeys
  readonly linkedDataSigner: LinkedDataSigner
  readonly tokenSigner: TokenSigner
  readonly deflate: Deflate
  /** As a Bitstring Status List is published. */
  readonly gzip: Deflate
  /** The public log, for what stands in it; left out where there is none. */
  readonly logOf?: ((db: Db) => LogReader) | undefined
  /** Address of the issuer, without a slash at the end. */
  readonly publicUrl: string
  readonly issuerName: string
  /** Called in the transaction that publishes a list, for whoever keeps a public record of that. */
  onPublished(db: Db, listId: number): Promise<void>
  /** 17 random bits each, for the spread of a new status list. */
  randomSpread(): { stride: number; offset: number }
}
