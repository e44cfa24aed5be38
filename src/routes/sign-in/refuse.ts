import { error, redirect } from '@sveltejs/kit'
import { refusalText } from '#features/people/ui/sign-in-view.ts'
import { STATUS } from '#platform/http/problem.ts'
import { href } from '#platform/i18n/addresses.ts'
import type { Failure, Locale } from '#platform/prelude/index.ts'

/** Back to the page of signing in, which says why; what it cannot say becomes the error page. */
export function refuseSignIn(locals: App.Locals, refusal: Failure, locale: Locale): never {
  if (refusalText(refusal.code, locale)) redirect(303, `${href(locale, '/sign-in')}?refused=${refusal.code}`)
  error(STATUS[refusal.kind], { message: locals.explain(refusal), code: refusal.code })
}
