export interface CookieForm {
  readonly name: string
  readonly secure: boolean
}

/** The session cookie: bound to the host and to https beyond localhost (`__Host-`). */
export const sessionCookie = (publicUrl: string): CookieForm =>
  publicUrl.startsWith('https:') ? { name: '__Host-erikti', secure: true } : { name: 'erikti', secure: false }

/** The value of a cookie in a `Cookie` header. */
export function readCookie(header: string | null | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
