import { hoursView, versionsView } from '#features/contributions/ui/hours-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { queries } = locals.app.contributions
  const cursor = url.searchParams.get('cursor') ?? undefined
  const contributionId = url.searchParams.get('versions')
  const [hours, versions] = await Promise.all([
    locals.must(queries.myHours, { cursor }),
    contributionId ? locals.must(queries.myVersions, { contributionId }) : []
  ])
  return {
    view: hoursView(hours, locals.locale),
    versions: versionsView(versions, locals.locale),
    isFirst: !cursor
  }
}
