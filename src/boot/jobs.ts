import { attendanceJobs } from '#features/attendance/adapters/jobs.ts'
import { credentialJobs } from '#features/credentials/adapters/jobs.ts'
import { MAIL_JOB, noticeJobs } from '#features/notices/adapters/jobs.ts'
import { noticeStore } from '#features/notices/adapters/store.ts'
import { opportunityJobs } from '#features/opportunities/adapters/jobs.ts'
import { forgetKeys } from '#platform/idempotency.ts'
import { createJobs, type JobKind } from '#platform/jobs/jobs.ts'
import type { Mailer } from '#platform/mail/mail.ts'
import type { Config } from './config.ts'
import { createApp, type App, type Resources } from './context.ts'
import type { OpenResources } from './resources.ts'

/** The app together with the work it does outside requests: mail, and whatever comes up by the clock. */
export interface WorkingApp extends AsyncDisposable {
  readonly app: App
}

/** Wires the app and starts its jobs; the end of it waits for the jobs under way. */
export async function startApp(resources: OpenResources): Promise<WorkingApp> {
  await using stack = new AsyncDisposableStack()
  const warn: App['runtime']['warn'] = (error, message) => resources.log.warn({ err: error }, message)
  // Closed in the opposite order: a mail under way still finds its mailer.
  const mailer = await openMailer(resources.config, warn)
  stack.defer(() => mailer?.close())
  const jobs = stack.use(createJobs(resources.database.pool, warn))
  const queueMail: Resources['queueMail'] = (db, notices) => jobs.send(db, MAIL_JOB, notices)
  const app = createApp(mailer ? { ...resources, queueMail } : resources)
  await jobs.start([
    ...opportunityJobs(app.runtime, app.opportunities),
    ...attendanceJobs(app.runtime, app.attendance),
    ...credentialJobs(app.runtime, app.credentials),
    ...housekeeping(app),
    ...(mailer ? mailJobs(app, mailer) : [])
  ])
  const open = stack.move()
  return { app, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** Mail by SMTP; null without `SMTP_URL`: notices then stay in the inbox alone. */
async function openMailer(
  { smtpUrl, publicUrl }: Config,
  warn: App['runtime']['warn']
): Promise<Mailer | null> {
  if (!smtpUrl) return null
  // Loaded only where there is mail to send: it takes some megabytes.
  const { createMailer } = await import('#platform/mail/mail.ts')
  const from = { name: 'Erikti', address: `noreply@${new URL(publicUrl).hostname}` }
  return createMailer(smtpUrl, from, (error) => warn(error, 'a mail was not sent'))
}

/** In the small hours of Astana. */
const EVERY_NIGHT = '23 21 * * *'

const housekeeping = ({ runtime }: App): JobKind[] => [
  {
    name: 'platform.forget-keys',
    every: EVERY_NIGHT,
    run: async () => void (await forgetKeys(runtime.db, runtime.now()))
  }
]

const mailJobs = (app: App, mailer: Mailer): JobKind[] =>
  noticeJobs({
    db: app.runtime.db,
    store: noticeStore,
    findText: app.findText,
    mailer,
    publicUrl: app.config.publicUrl,
    now: app.runtime.now,
    async recipientOf(db, personId) {
      const person = (await app.people.cards(db, [personId])).get(personId)
      return person?.email ? { email: person.email, locale: person.locale } : null
    }
  })
