import { statementOf, type StatedRecord, type Statement } from '#features/credentials/index.ts'
import type { PassportRecord } from '../domain/record.ts'
import type { Passport } from './show-my-passport.ts'

/** A passport as credentials state it. */
export const statementOfPassport = (
  personId: string,
  { holder: { passportId, name }, records }: Pick<Passport, 'holder' | 'records'>
): Statement => statementOf({ personId, passportId, name }, records.map(statedRecord))

/** Who confirmed stays here: their role is enough for others. */
export const statedRecord = (record: PassportRecord): StatedRecord => ({
  contributionId: record.contributionId,
  version: record.version,
  actionId: record.actionId,
  organiserId: record.organiserId,
  organiserName: record.organiserName,
  title: record.title,
  role: record.role,
  regionCode: record.regionCode,
  locality: record.locality,
  directions: record.directions,
  startedAt: record.startedAt,
  endedAt: record.endedAt,
  minutes: record.minutes,
  grade: record.grade,
  confirmedAt: record.decidedAt,
  confirmerRole: record.confirmerRole
})
