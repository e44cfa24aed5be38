import { MY_SHIFTS_MAX } from '#features/contributions/index.ts'
import { hoursView, versionsView } from '#features/contributions/ui/hours-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { queries } = locals.app.contributions
  const contributionId = url.searchParams.get('versions')
  const [hours, versions] = await Promise.all([
    locals.must(queries.myHours, {}),
    contributionId ? locals.must(queries.myVersions, { contributionId }) : []
  ])
  return {
    view: hoursView(hours, locals.locale),
    versions: versionsView(versions, locals.locale),
    full: hours.shifts.length === MY_SHIFTS_MAX ? MY_SHIFTS_MAX : null
  }
}
