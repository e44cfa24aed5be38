import type { JobKind } from '#platform/jobs/jobs.ts'
import type { Runtime } from '#platform/use-case.ts'
import type { Credentials } from '../index.ts'

/** Status lists are signed anew every minute in which something was revoked, and before they grow old. */
export const credentialJobs = (
  { db, now }: Pick<Runtime, 'db' | 'now'>,
  { publishStatus }: Pick<Credentials, 'publishStatus'>
): JobKind[] => [
  {
    name: 'credentials.publish-status',
    every: '* * * * *',
    async run() {
      await publishStatus(db, now())
    }
  }
]
