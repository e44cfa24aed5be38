import { splitPath } from '#platform/i18n/addresses.ts'
import type { LayoutServerLoad } from './$types'
import { errorView } from './error-view.ts'
import { shellView } from './shell-view.ts'

/** Desks take the width of the screen. */
const WIDE = /^\/(desk|office)(\/|$)/

export const load: LayoutServerLoad = async ({ locals, url }) => ({
  locale: locals.locale,
  errors: errorView(locals.locale),
  shell: shellView(url, await locals.app.accountOf(locals.actor)),
  wide: WIDE.test(splitPath(url.pathname).path)
})
