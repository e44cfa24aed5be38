import { fail, redirect } from '@sveltejs/kit'
import { bringText, isPicture, refusalOf } from '#features/credentials/ui/brought.ts'
import { verdictView } from '#features/credentials/ui/verdict-view.ts'
import { verifyWords } from '#features/credentials/ui/verify-words.ts'
import { keepSecret, walletView } from '#features/credentials/ui/wallet-request.ts'
import { extractPath, passportNumber } from '#features/passport/ui/extract-address.ts'
import { refused } from '#platform/http/form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event
  const words = verifyWords(locals.locale)
  const code = url.searchParams.get('code')
  const path = code && extractPath(code)
  if (path) redirect(303, locals.href(path))
  const requestId = url.searchParams.get('wallet')
  if (requestId) event.setHeaders({ 'cache-control': 'no-store' })
  return {
    words,
    here: locals.href('/verify'),
    code: code ?? '',
    codeError: code ? words.text['error.code'] : null,
    anchors: await locals.must(locals.app.credentials.queries.anchors, {}),
    wallet: requestId ? await walletView(event, requestId, passportNumber) : null
  }
}

/** A short code, a link, or the text of a document. */
function readTyped(typed: string) {
  const brought = bringText(typed, extractPath)
  return brought.kind === 'document' ? { credential: brought.text } : brought
}

export const actions: Actions = {
  async check(event) {
    const { locals, request } = event
    const words = verifyWords(locals.locale)
    const form = await request.formData()
    const [file, typed] = [form.get('file'), String(form.get('code') ?? '')]
    const isFile = file instanceof File && file.size > 0
    if (isFile && isPicture(file)) return fail(422, refusalOf('file', words.text['error.pictureServer']))
    const brought = isFile ? { file: new Uint8Array(await file.arrayBuffer()) } : readTyped(typed)
    if ('path' in brought) redirect(303, locals.href(brought.path))
    if ('problem' in brought) return fail(422, refusalOf('code', words.text[brought.problem], typed))
    const { credentials, runtime } = locals.app
    const result = await locals.perform(credentials.queries.check, brought)
    if (!result.ok) return refused(event, result.error)
    return { view: verdictView(result.value, words, { by: 'server', now: runtime.now(), passportNumber }) }
  },

  async ask(event) {
    const { locals, cookies } = event
    const { credentials } = locals.app
    const result = await locals.perform(credentials.commands.askForPresentation, {})
    if (!result.ok) return refused(event, result.error)
    keepSecret(cookies, result.value, locals.app.config.publicUrl.startsWith('https:'))
    redirect(303, `${locals.href('/verify')}?wallet=${result.value.requestId}`)
  }
}
