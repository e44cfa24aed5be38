import { textIn } from '#features/opportunities/ui/action-view.ts'
import { deskTable } from '#features/opportunities/ui/desk-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const listed = await locals.must(locals.app.opportunities.queries.deskActions, { ...params, cursor })
  return {
    organiserId: params.organiserId,
    organiser: listed.organiser ? textIn(listed.organiser.name, locals.locale) : '',
    manages: listed.manages,
    table: deskTable(listed.items, locals.locale),
    isFirst: !cursor,
    next: listed.next && `?cursor=${listed.next}`
  }
}
