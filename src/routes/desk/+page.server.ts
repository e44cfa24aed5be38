import { myApplicationRow, organiserCard, stateTag } from '#features/organisers/ui/organiser-view.ts'
import { deskShiftsView } from '#features/contributions/ui/desk-shifts-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const { queries } = locals.app.organisers
  const mine = await locals.must(queries.mine, {})
  const applications = await locals.must(queries.myApplications, {})
  const shifts = await locals.must(locals.app.contributions.queries.deskShifts, { cursor })

  return {
    shifts: deskShiftsView(shifts, locals.locale),
    isFirst: !cursor,
    organisers: mine.map(({ organiser, role }) => ({
      ...organiserCard(organiser, locals.locale),
      href: locals.href(`/desk/${organiser.organiserId}`),
      role,
      tag: organiser.state === 'active' ? null : stateTag(organiser.state, locals.locale)
    })),
    applications: applications
      .filter(({ state }) => state !== 'approved')
      .map((application) => myApplicationRow(application, locals.locale))
  }
}
