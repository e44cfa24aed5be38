import type { Statement } from '#features/credentials/index.ts'
import type { Db } from '#platform/database/database.ts'
import { printArchiveSheet, printMyExtract } from './app/print.ts'
import {
  checkExtract,
  introduceReader,
  opensExtract,
  printReadExtract,
  readExtract,
  takePresentation
} from './app/read-extract.ts'
import { listMyExtracts, listReadings, showMyExtract } from './app/my-extracts.ts'
import { makeExtract } from './app/make-extract.ts'
import { makePaper } from './app/make-paper.ts'
import type { Ports } from './app/ports.ts'
import { revokeExtract } from './app/revoke-extract.ts'
import { passportOf, showMyPassport } from './app/show-my-passport.ts'
import { statementOfPassport } from './app/statement.ts'
import { takeBadge, takeLearnerRecord, takeMyPresentation, takeToken } from './app/take-credentials.ts'

/** The passport of a volunteer, extracts of it for a purpose, and their verification by anyone. */
export function createPassport(ports: Ports) {
  const openExtract = opensExtract(ports)
  return {
    commands: {
      makeExtract: makeExtract(ports),
      makePaper: makePaper(ports),
      revokeExtract: revokeExtract(ports),
      introduceReader: introduceReader(ports)
    },
    queries: {
      myPassport: showMyPassport(ports),
      myExtracts: listMyExtracts(ports),
      myExtract: showMyExtract(ports),
      readings: listReadings(ports),
      readExtract: readExtract(openExtract),
      checkExtract: checkExtract(ports, openExtract),
      takePresentation: takePresentation(ports, openExtract),
      printReadExtract: printReadExtract(ports, openExtract),
      takeBadge: takeBadge(ports),
      takeLearnerRecord: takeLearnerRecord(ports),
      takeToken: takeToken(ports),
      takeMyPresentation: takeMyPresentation(ports),
      printMyExtract: printMyExtract(ports),
      printArchiveSheet: printArchiveSheet(ports)
    },

    /**
     * The whole passport as credentials state it; null when there is no such person. Whoever corrects a record of it
     * waits for the transaction that states it, and withdraws what that has issued.
     */
    async statementOf(db: Db, personId: string): Promise<Statement | null> {
      await ports.store.lockExtracts(db, personId)
      const passport = await passportOf(ports, db, personId)
      return passport && statementOfPassport(personId, passport)
    },

    /** Extracts that hold and stand on a contribution: what was signed of them says what is no longer so. */
    async extractsOn(db: Db, personId: string, contributionId: string, now: Date): Promise<string[]> {
      // One that is being made was drawn up before the correction: it is waited for.
      await ports.store.lockExtracts(db, personId)
      return ports.store.standingOn(db, personId, contributionId, now)
    }
  }
}

export type PassportContext = ReturnType<typeof createPassport>
export type { ListedExtract, MyExtract } from './app/my-extracts.ts'
export { EXTRACT_TERM, PROOF_CHARS_MAX, READER_CHARS_MAX, REASON_CHARS_MAX } from './app/policy.ts'
export type { ExtractBrief, Reading } from './app/ports.ts'
export type { Verification } from './app/read-extract.ts'
export type { Passport } from './app/show-my-passport.ts'
export {
  PAPER,
  PURPOSES,
  type Correction,
  type DisclosedRecord,
  type Disclosure,
  type Purpose
} from './domain/extract.ts'
export type { PassportRecord } from './domain/record.ts'
export type { Totals, Volume } from './domain/totals.ts'
export { passportWords } from './messages/index.ts'
