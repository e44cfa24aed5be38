import type { Cookies } from '@sveltejs/kit'
import { CHALLENGE_MINUTES, SIGN_IN_MINUTES_MAX } from '#features/people/index.ts'
import { sessionCookie } from '#platform/http/cookie.ts'
import { SESSION_DAYS_MAX } from '#platform/session.ts'

const DAY_S = 86_400

/** What the browser keeps on its way to the identity provider and back. */
const STATE = { name: 'erikti-sign-in', path: '/sign-in', maxAge: SIGN_IN_MINUTES_MAX * 60 }
/** What a passkey's answer must hold. */
const CHALLENGE = { name: 'erikti-passkey', path: '/', maxAge: CHALLENGE_MINUTES * 60 }

type Kept = typeof STATE

const keep = (cookies: Cookies, publicUrl: string, { name, path, maxAge }: Kept, value: string): void =>
  cookies.set(name, value, {
    path,
    maxAge,
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:')
  })

const take = (cookies: Cookies, publicUrl: string, { name, path }: Kept): string | undefined => {
  const value = cookies.get(name)
  cookies.delete(name, { path, secure: publicUrl.startsWith('https:') })
  return value
}

export const keepState = (cookies: Cookies, publicUrl: string, state: string): void =>
  keep(cookies, publicUrl, STATE, state)
export const takeState = (cookies: Cookies, publicUrl: string): string | undefined =>
  take(cookies, publicUrl, STATE)

export const keepChallenge = (cookies: Cookies, publicUrl: string, challenge: string): void =>
  keep(cookies, publicUrl, CHALLENGE, challenge)
export const takeChallenge = (cookies: Cookies, publicUrl: string): string | undefined =>
  take(cookies, publicUrl, CHALLENGE)

export function keepSession(cookies: Cookies, publicUrl: string, value: string): void {
  const { name } = sessionCookie(publicUrl)
  keep(cookies, publicUrl, { name, path: '/', maxAge: SESSION_DAYS_MAX * DAY_S }, value)
}
export const dropSession = (cookies: Cookies, publicUrl: string): string | undefined =>
  take(cookies, publicUrl, { name: sessionCookie(publicUrl).name, path: '/', maxAge: 0 })
