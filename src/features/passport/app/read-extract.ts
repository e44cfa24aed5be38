import { z } from 'zod'
import { batched } from '#platform/batched.ts'
import { createKept } from '#platform/kept.ts'
import type { Db } from '#platform/database/database.ts'
import { LIMITS } from '#platform/limiter.ts'
import { addMinutes, err, failure, ok, type Failure, type Result } from '#platform/prelude/index.ts'
import { command, query, type Scope } from '#platform/use-case.ts'
import { id, optionalText, text } from '#platform/validation.ts'
import {
  correctionsOf,
  minutesNow,
  readDisclosure,
  type Correction,
  type CurrentRecord
} from '../domain/extract.ts'
import { proofOf, type Proof } from '../domain/short-code.ts'
import {
  KEPT_EXTRACTS_BYTES_MAX,
  OPENINGS_AT_ONCE_MAX,
  PROOF_CHARS_MAX,
  READER_CHARS_MAX,
  READING_MINUTES_MAX,
  REASON_CHARS_MAX
} from './policy.ts'
import type { ExtractContent, OpenedExtract, Opening, Ports } from './ports.ts'
import { printExtractOf } from './print.ts'
import { doorOf } from './secrets.ts'

/** What a reader gets: what was disclosed, that it still holds, and what has been corrected since. */
export interface Verification {
  /** What it was opened with, in its one spelling. */
  readonly door: string
  /** Canonical JSON in UTF-8, as it was kept: `readDisclosure` reads it. */
  readonly disclosure: Buffer
  readonly corrections: readonly Correction[]
  /** The total as it would be today. */
  readonly minutesNow: number
  /** The reading that its holder sees and its reader may add words to; null when the holder looks. */
  readonly readingId: string | null
}

/** Either the token, or whatever was typed into the one field: a code or a whole link. */
export const proof = {
  token: z.string().max(PROOF_CHARS_MAX).optional(),
  code: z.string().max(PROOF_CHARS_MAX).optional()
}

/** The one answer to a wrong, an expired and a revoked extract: which of them it is, is the holder's to tell. */
const notValid = failure.notFound('extract-not-valid', { field: 'code' })

/** What was typed may be mistyped, which is said; a link was not typed, so a broken one is a wrong one. */
function readProof({
  token,
  code
}: {
  token?: string | undefined
  code?: string | undefined
}): Result<Proof> {
  if (token) return ok(proofOf(token) ?? { way: 'token', secret: token })
  if (!code?.trim()) return err(failure.invalid('required', { field: 'code' }))
  const typed = proofOf(code)
  return typed ? ok(typed) : err(failure.invalid('extract-code-form', { field: 'code' }))
}

interface Asked {
  readonly db: Db
  readonly opening: Opening
}

interface Found {
  readonly extract: OpenedExtract
  /** Records that have changed since, those that it stands on among them. */
  readonly current: readonly CurrentRecord[]
}

/** What is behind a door and never changes, with whose it is. */
interface Behind {
  readonly personId: string
  readonly content: ExtractContent
}

/**
 * Opens many doors with two statements: whether they hold, and what has been corrected since. What is behind them is
 * kept in memory a while, so that neither waits for the other when somebody opens the same door again; whether it
 * still holds, and the reading, are asked and written each time.
 */
function openDoors({ store, contributions }: Pick<Ports, 'store' | 'contributions'>) {
  const kept = createKept<Behind>(KEPT_EXTRACTS_BYTES_MAX)
  return async (asked: readonly Asked[]): Promise<(Found | null)[]> => {
    const { db } = asked[0]!
    const keys = asked.map(({ opening }) => opening.hash.toString('latin1'))
    const known = keys.map((key) => kept.get(key))
    const personIds = (among: readonly (Pick<Behind, 'personId'> | null | undefined)[]): string[] => [
      ...new Set(among.flatMap((one) => one?.personId ?? []))
    ]
    const [doors, currentOfKnown] = await Promise.all([
      store.open(
        db,
        asked.map(({ opening }, at) => ({ ...opening, known: known[at] !== undefined }))
      ),
      contributions.changesOf(db, personIds(known))
    ])
    const current = [
      ...currentOfKnown,
      ...(await contributions.changesOf(db, personIds(doors.filter((door) => door?.content))))
    ]
    return doors.map((door, at) => {
      const content = door?.content ?? known[at]?.content
      if (!door || !content) {
        kept.delete(keys[at]!)
        return null
      }
      if (door.content) kept.set(keys[at]!, { personId: door.personId, content }, bytesOf(content))
      return { extract: { ...door, ...content }, current }
    })
  }
}

/** Roughly what it takes in memory. */
const bytesOf = ({ disclosure, basis }: ExtractContent): number => disclosure.byteLength + basis.length * 200

const reading = z.object({
  ...proof,
  /** Goes on with a reading that began a little while ago, instead of beginning another. */
  readingId: id.optional(),
  reader: optionalText(READER_CHARS_MAX),
  reason: optionalText(REASON_CHARS_MAX)
})

interface Read extends Found {
  readonly door: string
  /** The reading that its holder sees; null when the holder looks. */
  readonly readingId: string | null
}

/** What all who read an extract do, of its page, its file and its paper. */
export type OpenExtract = (scope: Scope, input: z.output<typeof reading>) => Promise<Result<Read>>

/** Opens an extract by its link or its code. Each opening is written down and shown to the holder. */
export function opensExtract(ports: Ports): OpenExtract {
  const openDoor = batched(openDoors(ports), OPENINGS_AT_ONCE_MAX)
  return async (scope, { readingId: earlier, reader, reason, ...typed }) => {
    const read = readProof(typed)
    if (!read.ok) return read
    const { way, secret: door } = read.value
    const { db, now } = scope
    const { personId: viewerId } = scope.actor
    const hash = doorOf(ports.keystore, read.value)
    const readingId = earlier ?? scope.newId()
    const said = { reader: reader ?? null, reason: reason ?? null }
    const found = earlier
      ? await reopenDoor(ports, db, { hash, now, readingId })
      : await openDoor({ db, opening: { hash, way, now, readingId, viewerId, ...said } })
    if (!found) return err(notValid)
    const { extract } = found
    const isHolder = extract.personId === viewerId
    scope.look({ personId: extract.personId, what: 'extract' })
    if (!extract.told && !isHolder) await tellHolder(ports, scope, extract, said.reader)
    return ok({ ...found, door, readingId: isHolder ? null : readingId })
  }
}

/** Anyone may read. It is a query, as it changes nothing but the log of readings, just as queries write looks. */
export const readExtract = (openExtract: OpenExtract) =>
  query({
    name: 'passport.read-extract',
    access: 'anyone',
    limit: LIMITS.wrongGuess,
    input: reading,
    async run(scope, input) {
      const read = await openExtract(scope, input)
      return read.ok ? ok(verificationOf(read.value)) : read
    }
  })

function verificationOf({ door, extract, current, readingId }: Read): Verification {
  const { disclosure, basis } = extract
  const corrections = current.length
    ? correctionsOf(basis, current, readDisclosure(disclosure).records?.length ?? 0)
    : []
  return { door, disclosure, corrections, minutesNow: minutesNow(basis, corrections), readingId }
}

/** For the page: besides, what holds of the extract's own file, by the check that anyone may make of it. */
export const checkExtract = ({ credentials }: Pick<Ports, 'credentials'>, openExtract: OpenExtract) =>
  query({
    name: 'passport.check-extract',
    access: 'anyone',
    limit: LIMITS.wrongGuess,
    input: reading,
    async run(scope, input) {
      const read = await openExtract(scope, input)
      if (!read.ok) return read
      const { personId, extractId } = read.value.extract
      const file = await credentials.lastToken(scope.db, personId, extractId)
      return ok({
        verification: verificationOf(read.value),
        /** null where none was signed: extracts had no file at first. */
        verdict: file === null ? null : await credentials.check(scope, file)
      })
    }
  })

/** The SD-JWT of an extract, for its reader: the same as the page shows, to be kept and checked anywhere. */
export const takePresentation = (ports: Pick<Ports, 'credentials'>, openExtract: OpenExtract) =>
  query({
    name: 'passport.take-presentation',
    access: 'anyone',
    limit: LIMITS.wrongGuess,
    input: reading,
    async run(scope, input) {
      const read = await openExtract(scope, input)
      if (!read.ok) return read
      const { personId, extractId } = read.value.extract
      const { 'sd-jwt': presentation } = await ports.credentials.goodOf(scope.db, personId, extractId)
      return presentation ? ok(presentation) : err(failure.gone('extract-file-gone'))
    }
  })

/** The paper of an extract, for its reader. */
export const printReadExtract = (
  ports: Pick<Ports, 'store' | 'keystore' | 'credentials' | 'printer' | 'publicUrl'>,
  openExtract: OpenExtract
) =>
  query({
    name: 'passport.print-read-extract',
    access: 'anyone',
    limit: LIMITS.wrongGuess,
    input: reading,
    async run(scope, input) {
      const read = await openExtract(scope, input)
      if (!read.ok) return read
      const { personId, extractId } = read.value.extract
      const extract = await ports.store.extract(scope.db, personId, extractId)
      return extract ? printExtractOf(ports, scope, personId, extract) : err(notValid)
    }
  })

async function reopenDoor(
  { store, contributions }: Pick<Ports, 'store' | 'contributions'>,
  db: Db,
  again: Pick<Opening, 'hash' | 'now' | 'readingId'>
): Promise<Found | null> {
  const extract = await store.reopen(db, { ...again, since: readingsSince(again.now) })
  return (
    extract && {
      extract,
      current: await contributions.changesSince(db, extract.personId, extract.basis)
    }
  )
}

const readingsSince = (now: Date): Date => addMinutes(now, -READING_MINUTES_MAX)

/** Of the first reading only: of the others the list of readings tells, and a notice each would be a nuisance. */
async function tellHolder(
  { store, notices }: Ports,
  { db, now, newId }: Scope,
  { personId, extractId, disclosure }: OpenedExtract,
  reader: string | null
): Promise<void> {
  const { reader: meantFor } = readDisclosure(disclosure)
  const values = { at: now, said: reader ? 'yes' : 'no', reader: reader ?? '' }
  await db.transaction().execute(async (transaction) => {
    if (!(await store.markTold(transaction, personId, extractId, now))) return
    await notices.tell(
      { db: transaction, now, newId },
      {
        to: personId,
        group: 'passport',
        ...(meantFor === null
          ? { kind: 'paper-read', values }
          : { kind: 'extract-read', values: { ...values, meantFor } }),
        path: `/me/extracts/${extractId}`
      }
    )
  })
}

/** Adds to a reading who reads and why, in the reader's own words. Once: what was said stays. */
export const introduceReader = ({ store, keystore }: Pick<Ports, 'store' | 'keystore'>) =>
  command({
    name: 'passport.introduce-reader',
    access: 'anyone',
    limit: LIMITS.guess,
    input: z.object({
      ...proof,
      readingId: id,
      reader: text(READER_CHARS_MAX),
      reason: optionalText(REASON_CHARS_MAX)
    }),
    async run(scope, { readingId, reader, reason, ...typed }) {
      const read = readProof(typed)
      if (!read.ok) return read
      const extract = await store.reopen(scope.db, {
        hash: doorOf(keystore, read.value),
        now: scope.now,
        readingId,
        since: readingsSince(scope.now)
      })
      if (!extract) return err<Failure>(notValid)
      const { personId, extractId } = extract
      const words = { reader, reason: reason ?? null }
      if (!(await store.addWords(scope.db, { personId, extractId, readingId }, words)))
        return err(failure.conflict('reading-already-said'))
      scope.audit({
        action: 'passport.reader-introduced',
        subject: { kind: 'extract-reading', id: readingId },
        before: { reader: null },
        after: { reader }
      })
      return ok({ readingId })
    }
  })
