import type { Cookies } from '@sveltejs/kit'
import type { Locale, Result } from '#platform/prelude/index.ts'
import type { Query } from '#platform/use-case.ts'
import { renderSVG } from 'uqr'
import type { z } from 'zod'
import { PRESENTATION_MINUTES, type PresentationAnswer } from '../app/presentations.ts'
import type { Credentials } from '../index.ts'
import { fill, figuresOf, languageOf } from './language.ts'
import { pageMessages } from './messages/index.ts'
import { verdictView, type VerdictView } from './verdict-view.ts'
import { verifyWords } from './verify-words.ts'

/** What the page shows of a request that it made to a wallet. */
export type WalletView =
  | { readonly state: 'over'; readonly text: string }
  | {
      readonly state: 'waiting'
      readonly requestId: string
      readonly link: string
      /** The link as a QR code, for the page to show without drawing it. */
      readonly picture: string
      readonly until: string
      readonly address: string
      readonly secret: string
    }
  | { readonly state: 'answered'; readonly view: VerdictView }

/** The secret that opens the answer stays in the browser that asked, a cookie a request. */
const cookieOf = (requestId: string): string => `erikti-ask-${requestId}`
const ID_FORM = /^[\w-]{1,64}$/

export function keepSecret(
  cookies: Cookies,
  { requestId, secret }: { requestId: string; secret: string },
  isHttps: boolean
): void {
  cookies.set(cookieOf(requestId), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    maxAge: PRESENTATION_MINUTES * 60
  })
}

interface WalletEvent {
  readonly cookies: Cookies
  readonly locals: {
    readonly locale: Locale
    readonly app: { readonly credentials: Credentials; readonly runtime: { now(): Date } }
    perform<P extends z.ZodType, O>(useCase: Query<P, O>, input: unknown): Promise<Result<O>>
  }
}

export async function walletView(
  { cookies, locals }: WalletEvent,
  requestId: string,
  passportNumber: (passportId: string) => string
): Promise<WalletView> {
  const { locale, app } = locals
  const text = pageMessages[locale]
  const over = {
    state: 'over',
    text: fill(text['wallet.goneText'], { minutes: PRESENTATION_MINUTES })
  } as const
  const secret = ID_FORM.test(requestId) ? cookies.get(cookieOf(requestId)) : undefined
  if (!secret) return over
  const read = await locals.perform(app.credentials.queries.readPresentation, { requestId, secret })
  return read.ok ? shown(read.value) : over

  function shown({ verdict, link, expiresAt }: PresentationAnswer): WalletView {
    if (verdict) {
      const about = { by: 'server', now: app.runtime.now(), passportNumber } as const
      return { state: 'answered', view: verdictView(verdict, verifyWords(locale), about) }
    }
    const at = languageOf(figuresOf(locale)).time(expiresAt)
    return {
      state: 'waiting',
      requestId,
      link,
      picture: `data:image/svg+xml;base64,${Buffer.from(renderSVG(link, { ecc: 'M', border: 4 })).toString('base64')}`,
      until: fill(text['wallet.until'], { at }),
      address: `/api/presentations/${requestId}/answer`,
      secret: secret!
    }
  }
}
