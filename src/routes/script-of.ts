import { immutable } from '$app/manifest'
import { SCRIPTS } from './scripts.ts'

/** Address of a page's script: a file of the build, and its source where there is none. */
export function scriptOf(name: keyof typeof SCRIPTS): string {
  const built = immutable.find(({ path }) => path.startsWith(`_app/immutable/scripts/${name}.`))
  return `/${built?.path ?? SCRIPTS[name]}`
}
