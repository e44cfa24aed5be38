import { createTransport } from 'nodemailer'

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Stable for one thing that is told, so that a reader's program shows it once whatever happens. */
  readonly messageId: string
}

/**
 * What became of a mail: taken by the server; certainly not taken now, and worth another try; refused for
 * good; or unknown, because the connection broke when it might already have been taken.
 */
export type Delivery = 'sent' | 'later' | 'refused' | 'unknown'

export interface Mailer {
  /** Who it comes from is the mailer's own. Never throws for what a mail server may do. */
  send(mail: Mail): Promise<Delivery>
  close(): void
}

const TIMEOUT_MS = 20_000
/** Errors from before anything of the mail has left. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'EDNS', 'EAUTH', 'ENOAUTH', 'ETLS', 'EPROXY'])

export interface Sender {
  readonly name: string
  readonly address: string
}

/** Sends plain text with a simple HTML twin through one SMTP server (`smtp://user:password@host:port`). */
export function createMailer(smtpUrl: string, from: Sender, warn: (error: unknown) => void): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Our mails have no attachments; nothing may ever make us read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true
  })
  return {
    async send(mail) {
      try {
        await transport.sendMail({ from, ...mail })
        return 'sent'
      } catch (error) {
        warn(error)
        return deliveryOf(error)
      }
    },
    close: () => transport.close()
  }
}

function deliveryOf(error: unknown): Delivery {
  const { responseCode, code, originalCode } = error as Record<string, unknown>
  // The server has answered: 5xx is for good, 4xx asks to come again.
  if (typeof responseCode === 'number') return code !== 'EAUTH' && responseCode >= 500 ? 'refused' : 'later'
  return BEFORE_SENDING.has(String(code)) || BEFORE_SENDING.has(String(originalCode)) ? 'later' : 'unknown'
}
