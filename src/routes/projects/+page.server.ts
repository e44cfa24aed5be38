import { projectCards } from '#features/programmes/ui/project-view.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals }) => ({ projects: projectCards(locals.locale) })
