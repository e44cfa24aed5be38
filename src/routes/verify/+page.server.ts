import { introduce, isPreview, readingOf } from '#features/passport/ui/reading.ts'
import { verificationView } from '#features/passport/ui/verification-view.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, request, url }) => {
  const code = url.searchParams.get('code') ?? ''
  if (!code || isPreview(request)) return { code, view: null, problem: null }
  const { passport, runtime } = locals.app
  const result = await locals.perform(passport.queries.readExtract, {
    code,
    readingId: readingOf(request, url)
  })
  return result.ok
    ? { code, view: verificationView(result.value, locals.locale, runtime.now()), problem: null }
    : { code, view: null, problem: locals.explain(result.error) }
}

export const actions: Actions = {
  introduce: (event) => introduce(event, { code: event.url.searchParams.get('code') ?? '' })
}
