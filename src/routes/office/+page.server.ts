import { officeName, queueRow } from '#features/organisers/ui/office-view.ts'
import { pagesOf } from '../pages-of.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const asked = Object.fromEntries(url.searchParams)
  const queue = await locals.must(locals.app.organisers.queries.queue, asked)
  return {
    office: officeName(queue.regions, locals.locale),
    national: queue.regions === 'all',
    rows: queue.items.map((line) => queueRow(line, locals.locale)),
    q: asked.q ?? '',
    pages: pagesOf(url, queue.next)
  }
}
