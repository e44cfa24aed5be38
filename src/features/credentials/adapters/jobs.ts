import type { JobKind } from '#platform/jobs/jobs.ts'
import type { Runtime } from '#platform/use-case.ts'
import type { Credentials } from '../index.ts'

const EVERY_MINUTE = '* * * * *'
const EVERY_TEN_MINUTES = '*/10 * * * *'

/**
 * Status lists are signed anew every minute in which something was revoked, and before they grow old. What a wallet
 * answered to a reader is forgotten soon after its ten minutes are over.
 */
export const credentialJobs = (
  { db, now }: Pick<Runtime, 'db' | 'now'>,
  { publishStatus, forgetOver }: Pick<Credentials, 'publishStatus' | 'forgetOver'>
): JobKind[] => [
  {
    name: 'credentials.publish-status',
    every: EVERY_MINUTE,
    async run() {
      await publishStatus(db, now())
    }
  },
  {
    name: 'credentials.forget-over',
    every: EVERY_TEN_MINUTES,
    run: () => forgetOver(db, now())
  }
]
