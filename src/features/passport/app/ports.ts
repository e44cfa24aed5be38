import type { Contributions } from '#features/contributions/index.ts'
import type { Credentials } from '#features/credentials/index.ts'
import type { Ledger, Proven } from '#features/ledger/index.ts'
import type { Notices } from '#features/notices/index.ts'
import type { Organisers } from '#features/organisers/index.ts'
import type { People } from '#features/people/index.ts'
import type { Db } from '#platform/database/database.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Locale, Result } from '#platform/prelude/index.ts'
import type { Basis, Disclosure, Purpose } from '../domain/extract.ts'
import type { PassportRecord } from '../domain/record.ts'
import type { HandedOn } from './my-extracts.ts'

/** An extract as its holder sees it in a list. */
export interface ExtractBrief {
  readonly extractId: string
  readonly purpose: Purpose
  readonly reader: string | null
  readonly issuedAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  readonly readings: number
  readonly lastReadAt: Date | null
}

export interface StoredExtract {
  readonly extractId: string
  readonly issuedAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
  /** Of an extract from before links followed from the id. */
  readonly tokenSealed: Buffer | null
  readonly disclosure: Disclosure
  readonly basis: readonly Basis[]
}

export interface NewExtract extends Pick<StoredExtract, 'extractId' | 'issuedAt' | 'expiresAt' | 'basis'> {
  /** Canonical JSON of the disclosure. */
  readonly disclosure: string
  readonly purpose: Purpose
  readonly reader: string | null
  /** Hashes of the token and of the short code. */
  readonly doors: readonly Buffer[]
}

/** What of an extract never changes. */
export interface ExtractContent {
  /** Canonical JSON in UTF-8, as it was kept. */
  readonly disclosure: Buffer
  readonly basis: readonly Basis[]
}

/** Where an opened door leads to. */
export interface OpenedDoor {
  readonly personId: string
  readonly extractId: string
  /** False until its holder was told of the first reading. */
  readonly told: boolean
}

export type OpenedExtract = OpenedDoor & ExtractContent

export interface Reading {
  readonly readingId: string
  readonly at: Date
  readonly way: 'token' | 'code'
  /** Who read and why, as they said; null when they did not. */
  readonly reader: string | null
  readonly reason: string | null
}

/** One opening of a door. */
export interface Opening {
  /** Hash of the token or of the short code. */
  readonly hash: Buffer
  readonly way: 'token' | 'code'
  readonly now: Date
  readonly readingId: string
  /** Who is signed in: the holder who looks at their own extract leaves no reading. */
  readonly viewerId: string | null
  readonly reader: string | null
  readonly reason: string | null
}

export interface PassportStore {
  /** Until the transaction ends nobody else makes an extract of this person or corrects a record of theirs. */
  lockExtracts(db: Db, personId: string): Promise<void>
  addExtract(db: Db, personId: string, extract: NewExtract): Promise<void>
  /** The latest first. */
  extracts(
    db: Db,
    personId: string,
    before: { issuedAt: Date; extractId: string } | null,
    count: number
  ): Promise<ExtractBrief[]>
  countValid(db: Db, personId: string, now: Date): Promise<number>
  extract(db: Db, personId: string, extractId: string): Promise<StoredExtract | null>
  /** The latest passport on paper that was made after `since` and is not revoked. */
  latestPaper(db: Db, personId: string, since: Date): Promise<StoredExtract | null>
  /** Extracts that hold and stand on one of these contributions. */
  standingOn(db: Db, personId: string, contributionId: string, now: Date): Promise<string[]>
  /** Revokes one that is not revoked yet; false when there is none. */
  revoke(db: Db, personId: string, extractId: string, now: Date): Promise<boolean>
  /** The latest first. */
  readings(
    db: Db,
    personId: string,
    extractId: string,
    before: string | null,
    count: number
  ): Promise<Reading[]>
  /**
   * Opens doors, many at once, and writes their readings down. null for a wrong, an expired and a revoked one, each
   * after the same work; in the order of the openings. The content only where it is not `known`.
   */
  open(
    db: Db,
    openings: readonly (Opening & { known: boolean })[]
  ): Promise<((OpenedDoor & { readonly content: ExtractContent | null }) | null)[]>
  /** The same extract again within a reading that began after `since`; writes nothing. */
  reopen(
    db: Db,
    again: Pick<Opening, 'hash' | 'now' | 'readingId'> & { since: Date }
  ): Promise<OpenedExtract | null>
  /** Adds the reader's words to a reading that has none; false when there is no such reading. */
  addWords(
    db: Db,
    reading: { personId: string; extractId: string; readingId: string },
    words: { reader: string; reason: string | null }
  ): Promise<boolean>
  /** Marks the first reading as told; false when it was told before. */
  markTold(db: Db, personId: string, extractId: string, now: Date): Promise<boolean>
}

/** What paper carries of an extract: null where nothing was issued, or it was withdrawn since. */
export interface IssuedPaper {
  /** The text of the QR code. */
  readonly summary: string | null
  /** The SD-JWT that lies within the file. */
  readonly token: string | null
}

interface Paper {
  readonly locale: Locale
  readonly at: Date
  /** Where a code is typed or scanned. */
  readonly verifyPage: string
}

export interface ExtractPaper extends Paper, HandedOn {
  readonly disclosure: Disclosure
  readonly issued: IssuedPaper
}

export interface ArchivePaper extends Paper {
  readonly holder: { readonly name: string; readonly passportId: string }
  readonly record: PassportRecord
  readonly proven: Proven
  /** The text of the QR code of the record. */
  readonly paper: string
  /** The text of the QR code of the proof; null when it is too long for one. */
  readonly proofCode: string | null
  /** The badge that lies within the file. */
  readonly badge: string
}

export type Pdf = Uint8Array<ArrayBuffer>

/** Makes papers, A4, as PDF. */
export interface Printer {
  extract(paper: ExtractPaper): Promise<Result<Pdf>>
  archiveSheet(paper: ArchivePaper): Promise<Result<Pdf>>
}

export interface Ports {
  readonly store: PassportStore
  readonly people: Pick<People, 'cards'>
  readonly organisers: Pick<Organisers, 'briefs'>
  readonly contributions: Pick<Contributions, 'confirmedOf' | 'changesSince' | 'changesOf'>
  readonly credentials: Pick<
    Credentials,
    | 'badge'
    | 'check'
    | 'clr'
    | 'goodOf'
    | 'lastToken'
    | 'paperRecord'
    | 'paperSummary'
    | 'proofCode'
    | 'token'
    | 'withdraw'
    | 'withdrawIn'
  >
  readonly ledger: Pick<Ledger, 'entriesOf' | 'provenOf'>
  readonly notices: Pick<Notices, 'tell'>
  readonly keystore: Keystore
  readonly printer: Printer
  /** Where the links lead, without a slash at the end. */
  readonly publicUrl: string
}
