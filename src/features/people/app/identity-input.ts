import { z } from 'zod'
import { day, text } from '#platform/validation.ts'
import { ASSURANCES } from '../domain/person.ts'

const NAME_CHARS_MAX = 100

/** An empty patronymic and none are the same: nobody is asked to have one. */
const patronymic = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null)
  .pipe(text(NAME_CHARS_MAX).nullable())

/** What an identity provider says of somebody. The form of the IIN is the domain's business. */
export const identityInput = z.object({
  iin: z.string(),
  familyName: text(NAME_CHARS_MAX),
  givenName: text(NAME_CHARS_MAX),
  patronymic,
  birthDate: day,
  assurance: z.enum(ASSURANCES)
})
