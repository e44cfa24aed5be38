import { error } from '@sveltejs/kit'
import { programmeOf } from '#features/programmes/index.ts'
import { programmesWords } from '#features/programmes/messages/index.ts'
import { projectView } from '#features/programmes/ui/project-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, params }) => {
  const programme = programmeOf(params.slug)
  if (!programme)
    error(404, { message: programmesWords(locals.locale)('project.not-found'), code: 'not-found' })
  return { project: projectView(programme, locals.locale) }
}
