import type { Reroute } from '@sveltejs/kit/hooks'
import { splitPath } from '#platform/i18n/addresses.ts'

/** /ru/verify and /en/verify are the same route as /verify; hooks.server.ts keeps the language. */
export const reroute: Reroute = ({ url }) => splitPath(url.pathname).path
