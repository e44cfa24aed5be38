import { z } from 'zod'
import { regionCode } from '#features/programmes/index.ts'
import { localText } from '#platform/validation.ts'
import { parseBin } from '../domain/bin.ts'
import { ABOUT_CHARS_MAX, hasBin, NAME_CHARS_MAX, ORGANISER_KINDS } from '../domain/organiser.ts'
import type { ApplicationContent } from './ports.ts'

/** Room for a BIN typed with spaces. */
const BIN_CHARS_MAX = 40

/** People copy the number with spaces; an empty field is no number. */
const bin = z
  .string()
  .max(BIN_CHARS_MAX)
  .transform((typed, context) => {
    const digits = typed.replace(/[\s-]/g, '')
    const parsed = parseBin(digits)
    if (digits && !parsed.ok) context.addIssue({ code: 'custom', message: parsed.error.code })
    return digits || null
  })

export const contentShape = {
  kind: z.enum(ORGANISER_KINDS),
  bin: bin.nullish(),
  name: localText(NAME_CHARS_MAX),
  about: localText(ABOUT_CHARS_MAX),
  regionCode
}

/** An organisation and a state body have a BIN, an initiative group has none. */
export function checkBinOfKind(
  { kind, bin: given }: { kind: ApplicationContent['kind']; bin?: string | null | undefined },
  context: z.RefinementCtx
): void {
  if (hasBin(kind) && !given) context.addIssue({ code: 'custom', message: 'bin-required', path: ['bin'] })
  if (!hasBin(kind) && given) context.addIssue({ code: 'custom', message: 'bin-of-group', path: ['bin'] })
}

export const contentOf = (input: {
  kind: ApplicationContent['kind']
  bin?: string | null | undefined
  name: ApplicationContent['name']
  about: ApplicationContent['about']
  regionCode: ApplicationContent['regionCode']
}): ApplicationContent => ({
  kind: input.kind,
  bin: input.bin ?? null,
  name: input.name,
  about: input.about,
  regionCode: input.regionCode
})
