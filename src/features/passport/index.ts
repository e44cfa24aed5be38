import { introduceReader, readExtract } from './app/read-extract.ts'
import { listMyExtracts, listReadings, showMyExtract } from './app/my-extracts.ts'
import { makeExtract } from './app/make-extract.ts'
import type { Ports } from './app/ports.ts'
import { revokeExtract } from './app/revoke-extract.ts'
import { showMyPassport } from './app/show-my-passport.ts'

/** The passport of a volunteer, extracts of it for a purpose, and their verification by anyone. */
export function createPassport(ports: Ports) {
  return {
    commands: {
      makeExtract: makeExtract(ports),
      revokeExtract: revokeExtract(ports),
      introduceReader: introduceReader(ports)
    },
    queries: {
      myPassport: showMyPassport(ports),
      myExtracts: listMyExtracts(ports),
      myExtract: showMyExtract(ports),
      readings: listReadings(ports),
      readExtract: readExtract(ports)
    },
    /** Papers for printing, A4. */
    print: ports.printer
  }
}

export type PassportContext = ReturnType<typeof createPassport>
export type { ListedExtract, MyExtract } from './app/my-extracts.ts'
export { EXTRACT_TERM, PROOF_CHARS_MAX, READER_CHARS_MAX, REASON_CHARS_MAX } from './app/policy.ts'
export type { ExtractBrief, Reading } from './app/ports.ts'
export type { Verification } from './app/read-extract.ts'
export type { Passport } from './app/show-my-passport.ts'
export {
  PURPOSES,
  type Correction,
  type DisclosedRecord,
  type Disclosure,
  type Purpose
} from './domain/extract.ts'
export type { PassportRecord } from './domain/record.ts'
export type { Totals, Volume } from './domain/totals.ts'
export { passportWords } from './messages/index.ts'
