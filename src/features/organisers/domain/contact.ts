import { err, failure, ok, type Result } from '#platform/prelude/index.ts'

/** How everybody can reach an organiser. Its owner says as much of it as they like. */
export interface Contact {
  readonly email: string | null
  readonly phone: string | null
  readonly site: string | null
}

export const NO_CONTACT: Contact = { email: null, phone: null, site: null }

/** A number as it is dialled from anywhere: people write it with spaces, brackets and the 8 of trunk calls. */
export function parsePhone(typed: string): Result<string> {
  const digits = typed.replace(/[\s()-]/g, '').replace(/^8(?=\d{10}$)/, '+7')
  return /^\+\d{10,15}$/.test(digits) ? ok(digits) : err(failure.invalid('phone-wrong'))
}

/** An address on the web; what people leave out before the name is put there. */
export function parseSite(typed: string): Result<string> {
  const address = /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`
  if (!URL.canParse(address)) return err(failure.invalid('site-wrong'))
  const { protocol, hostname, username, password } = new URL(address)
  const open = (protocol === 'https:' || protocol === 'http:') && !username && !password
  // As it was typed, so that a Cyrillic name stays readable.
  return open && !/\s/.test(address) && /^[^.].*\.[^.]{2,}$/.test(hostname)
    ? ok(address)
    : err(failure.invalid('site-wrong'))
}
