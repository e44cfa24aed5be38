import type { JobKind } from '#platform/jobs/jobs.ts'
import { mailNotice, type MailPorts } from '../app/mail-notice.ts'
import type { NoticeRef } from '../app/ports.ts'

export const MAIL_JOB = 'notices.mail'

/** One job a notice, queued in the transaction that told it. */
export const noticeJobs = (ports: MailPorts): JobKind[] => [
  { name: MAIL_JOB, run: (data) => mailNotice(ports, data as NoticeRef) }
]
