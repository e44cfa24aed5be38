import { foundView, logView } from '#features/ledger/ui/log-view.ts'
import { refused } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => ({
  log: logView(await locals.must(locals.app.ledger.queries.log, {}), locals.locale)
})

export const actions: Actions = {
  async check(event) {
    const form = await event.request.formData()
    const [file, pasted] = [form.get('file'), form.get('proof')]
    const proof = file instanceof File && file.size > 0 ? await file.text() : pasted
    const result = await event.locals.perform(event.locals.app.ledger.queries.checkProof, { proof })
    if (!result.ok) return refused(event, result.error, typeof pasted === 'string' ? { proof: pasted } : {})
    return { found: foundView(result.value, event.locals.locale) }
  }
}
