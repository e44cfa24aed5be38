import { href } from '#platform/i18n/addresses.ts'
import type { Db } from '#platform/database/database.ts'
import type { Mail, Mailer } from '#platform/mail/mail.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { choicesOf } from '../domain/group.ts'
import { noticesWords } from '../messages/index.ts'
import { mailHtml, mailText, type MailPage } from './mail-page.ts'
import type { NoticeRef, Ports } from './ports.ts'
import { render, type NoticeText } from './render.ts'

export interface MailPorts extends Pick<Ports, 'store' | 'findText'> {
  readonly db: Db
  readonly mailer: Mailer
  readonly publicUrl: string
  now(): Date
  /** Where and in which language the person reads mail; null when they gave no address. */
  recipientOf(db: Db, personId: string): Promise<{ email: string; locale: Locale } | null>
}

/** The mail server asked to come again; the queue does. */
export class MailPostponed extends Error {
  override name = 'MailPostponed'
}

/**
 * Sends a notice by mail, if the person has an address and chose mail for its group. A notice is taken before
 * it is sent and is given back only when it certainly did not leave: a mail may be lost to a broken
 * connection (the inbox has it all the same), but never comes twice.
 */
export async function mailNotice(ports: MailPorts, { personId, noticeId }: NoticeRef): Promise<void> {
  const { db, store, mailer } = ports
  const recipient = await ports.recipientOf(db, personId)
  if (!recipient) return
  const notice = await store.claimMail(db, personId, noticeId, ports.now())
  if (!notice || !choicesOf(await store.choices(db, personId))[notice.group]) return
  const words = render(ports, notice, recipient.locale)
  const delivery = await mailer.send(mailOf(ports, recipient, noticeId, { ...words, path: notice.path }))
  if (delivery !== 'later') return
  await store.releaseMail(db, personId, noticeId)
  throw new MailPostponed(`notice ${noticeId} was not taken by the mail server`)
}

function mailOf(
  { publicUrl }: Pick<MailPorts, 'publicUrl'>,
  { email, locale }: { email: string; locale: Locale },
  noticeId: string,
  { title, text, path }: NoticeText & { path: string }
): Mail {
  const t = noticesWords(locale)
  const address = (to: string) => publicUrl + href(locale, to)
  const page: MailPage = {
    locale,
    title,
    text,
    open: { label: t('mail.open'), address: address(path) },
    why: t('mail.why'),
    change: { label: t('mail.change'), address: address('/me/notices/choices') }
  }
  return {
    to: email,
    subject: title,
    text: mailText(page),
    html: mailHtml(page),
    messageId: `<${noticeId}@${new URL(publicUrl).hostname}>`
  }
}
