import { splitPath } from '#platform/i18n/addresses.ts'
import type { LayoutServerLoad } from './$types'
import { shellView } from './shell-view.ts'

/** Desks take the width of the screen. */
const WIDE = /^\/(desk|office)(\/|$)/

export const load: LayoutServerLoad = ({ locals, url }) => ({
  locale: locals.locale,
  shell: shellView(url, null),
  wide: WIDE.test(splitPath(url.pathname).path)
})
