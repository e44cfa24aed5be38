import { introduce, isPreview, readingOf } from '#features/passport/ui/reading.ts'
import { verificationView } from '#features/passport/ui/verification-view.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, request, url }) => {
  if (isPreview(request)) return { view: null }
  const { passport, runtime } = locals.app
  const verification = await locals.must(passport.queries.readExtract, {
    token: params.token,
    readingId: readingOf(request, url)
  })
  return { view: verificationView(verification, locals.locale, runtime.now()) }
}

export const actions: Actions = {
  introduce: (event) => introduce(event, { token: event.params.token })
}
