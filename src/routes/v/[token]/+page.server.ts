import { verdictView } from '#features/credentials/ui/verdict-view.ts'
import { verifyWords } from '#features/credentials/ui/verify-words.ts'
import { passportNumber } from '#features/passport/ui/extract-address.ts'
import { introduce, isPreview, readingOf } from '#features/passport/ui/reading.ts'
import { verificationView } from '#features/passport/ui/verification-view.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, request, url }) => {
  if (isPreview(request)) return { answer: null }
  const { passport, runtime } = locals.app
  const { verification, verdict } = await locals.must(passport.queries.checkExtract, {
    token: params.token,
    readingId: readingOf(request, url)
  })
  const words = verifyWords(locals.locale)
  const about = { by: 'keeper', now: runtime.now(), passportNumber } as const
  return {
    answer: {
      view: verificationView(verification, locals.locale, runtime.now()),
      verdict: verdict && verdictView(verdict, words, about),
      text: words.text
    }
  }
}

export const actions: Actions = {
  introduce: (event) => introduce(event, { token: event.params.token })
}
