import { z } from 'zod'
import { LANGUAGES, SKILLS } from '#features/people/index.ts'
import {
  beneficiary,
  BENEFICIARIES,
  direction,
  DIRECTIONS,
  programme,
  regionCode
} from '#features/programmes/index.ts'
import { instantOf, type LocalText } from '#platform/prelude/index.ts'
import { optionalText } from '#platform/validation.ts'
import {
  HEALTH,
  JOIN_MODES,
  MIN_AGE_MAX,
  NOTE_CHARS_MAX,
  PLACE_CHARS_MAX,
  RISK_LEVELS,
  ROLE_CHARS_MAX,
  TEXT_CHARS_MAX,
  TITLE_CHARS_MAX,
  TRAININGS,
  WHY_CHARS_MAX,
  type ActionDraft
} from '../domain/action.ts'
import { SHIFT_CAPACITY_MAX, SHIFTS_MAX, type ShiftDraft } from '../domain/shift.ts'

/** A text in as many languages as the organiser has written it in, also in none. */
const anyLocalText = (max: number) =>
  z
    .object({ kk: optionalText(max), ru: optionalText(max), en: optionalText(max) })
    .default({})
    .transform((value): LocalText => ({ ...value }))

const listOf = <T extends z.ZodType>(item: T, max: number) => z.array(item).max(max).default([])
const ticked = z.union([z.boolean(), z.literal('on').transform(() => true)]).default(false)
const orNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? null : value), schema.nullable().default(null))

const place = optionalText(PLACE_CHARS_MAX).transform((value) => value ?? null)

/**
 * Everything an organiser says of an action, as it comes from the API and from the form. What is missing is no error
 * yet: the rules tell it all at once, so that a form is mended once.
 */
export const contentFields = {
  title: anyLocalText(TITLE_CHARS_MAX),
  text: anyLocalText(TEXT_CHARS_MAX),
  directions: listOf(direction, DIRECTIONS.length),
  beneficiaries: listOf(beneficiary, BENEFICIARIES.length),
  programme: orNull(programme),
  regionCode: orNull(regionCode),
  locality: place.transform((value) => value ?? ''),
  address: place,
  point: z
    .object({ lat: z.coerce.number().min(40).max(56), lon: z.coerce.number().min(46).max(88) })
    .nullable()
    .default(null),
  languages: listOf(z.enum(LANGUAGES), LANGUAGES.length),
  minAge: orNull(z.coerce.number().int().min(1).max(MIN_AGE_MAX)),
  skills: listOf(z.enum(SKILLS), SKILLS.length),
  training: listOf(z.enum(TRAININGS), TRAININGS.length),
  health: listOf(z.enum(HEALTH), HEALTH.length),
  note: anyLocalText(NOTE_CHARS_MAX),
  riskLevel: z.enum(RISK_LEVELS).default('low'),
  crimeRelated: ticked,
  joinMode: z.enum(JOIN_MODES).default('at-once'),
  acceptance: z
    .object({ notStateFunction: ticked, unpaid: ticked, freeWill: ticked, useful: ticked })
    .prefault({}),
  why: anyLocalText(WHY_CHARS_MAX)
}

const contentObject = z.object(contentFields)

export const contentOf = (input: z.output<typeof contentObject>): ActionDraft => ({
  title: input.title,
  text: input.text,
  directions: [...new Set(input.directions)],
  beneficiaries: [...new Set(input.beneficiaries)],
  programme: input.programme,
  regionCode: input.regionCode,
  locality: input.locality,
  address: input.address,
  point: input.point,
  languages: [...new Set(input.languages)],
  minAge: input.minAge,
  skills: [...new Set(input.skills)],
  training: [...new Set(input.training)],
  health: [...new Set(input.health)],
  note: input.note,
  riskLevel: input.riskLevel,
  crimeRelated: input.crimeRelated,
  joinMode: input.joinMode,
  acceptance: input.acceptance,
  why: input.why
})

const WALL_CLOCK = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::00)?$/
const WITH_OFFSET = z.iso.datetime({ offset: true })

/** An instant: RFC 3339 with an offset, or without one as the wall clock shows it in Asia/Almaty, to the minute. */
const moment = z
  .string()
  .min(1)
  .max(40)
  .transform((value, context): Date => {
    const [, day, time] = WALL_CLOCK.exec(value) ?? []
    const instant =
      day && time ? instantOf(day, time) : WITH_OFFSET.safeParse(value).success ? new Date(value) : null
    if (instant) return instant
    context.addIssue({ code: 'custom', message: 'wrong-instant' })
    return z.NEVER
  })

export const shiftFields = {
  role: anyLocalText(ROLE_CHARS_MAX),
  startsAt: moment,
  endsAt: moment,
  capacity: z.coerce.number().int().min(1).max(SHIFT_CAPACITY_MAX)
}

export type DraftedShift = ShiftDraft & {
  /** Its place in the list as it came: errors are shown there. */
  readonly row: number
}

const draftedShift = z.object({
  role: shiftFields.role,
  startsAt: orNull(shiftFields.startsAt),
  endsAt: orNull(shiftFields.endsAt),
  capacity: orNull(shiftFields.capacity)
})

/** Shifts as far as they are planned; a row that was left empty is null. */
export const shiftList = z
  .array(draftedShift.nullable())
  .max(SHIFTS_MAX)
  .default([])
  .transform((rows) => rows.flatMap((shift, row): DraftedShift[] => (shift ? [{ ...shift, row }] : [])))
