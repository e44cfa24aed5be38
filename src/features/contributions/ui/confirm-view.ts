import type { FormError, RollRow, TableColumn, TableRow, Tone } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatInstant, formatMinutes, formatTime } from '#platform/i18n/format.ts'
import { failure, type Failure, type Locale } from '#platform/prelude/index.ts'
import type { AwaitingPerson, DecidedPerson, ShiftHours, Status } from '../index.ts'
import { contributionsWords } from '../messages/index.ts'
import { GRADE_TONES } from './grade.ts'

const STATUS_TONES: Record<Status, Tone> = { confirmed: 'success', rejected: 'danger', revoked: 'danger' }

type Explain = (refusal: Failure) => string

/** What the row of one person asks. */
export interface AskedRow extends RollRow {
  readonly minutes: number
  /** The minutes in words. */
  readonly volume: string
  /** Whoever chooses this row takes the end of the shift for the check-out that was forgotten. */
  readonly takesEnd: boolean
}

/** People about whom this coordinator decides nothing now, by the reason why. */
export interface BlockedGroup {
  readonly reason: string
  readonly names: readonly string[]
}

/** The confirmation desk of a shift in the words of a language. */
export function confirmView(hours: ShiftHours, explain: Explain, locale: Locale) {
  const t = contributionsWords(locale)
  const decidedColumns: TableColumn[] = [
    { key: 'name', label: t('confirm.person'), rowHeader: true },
    { key: 'state', label: t('confirm.state'), plain: true },
    { key: 'time', label: t('confirm.time'), numeric: true, plain: true },
    { key: 'grade', label: t('confirm.evidence'), plain: true },
    { key: 'by', label: t('confirm.by') },
    { key: 'correct', label: t('confirm.correct') }
  ]
  const asked = hours.awaiting
    .filter((person) => !refusalOf(person))
    .map((person) => askedRow(person, locale))
  return {
    /** Chosen at once: the time is complete and nobody has to think about it. */
    complete: asked.filter((row) => !row.takesEnd),
    forgotten: asked.filter((row) => row.takesEnd),
    blocked: blockedGroups(hours.awaiting, explain),
    decided: {
      columns: decidedColumns,
      rows: hours.decided.map((person) => decidedRow(person, locale))
    }
  }
}

const refusalOf = ({ refusal, endedAt }: AwaitingPerson): Failure | null =>
  refusal ?? (endedAt ? null : failure.conflict('presence-open'))

function blockedGroups(awaiting: readonly AwaitingPerson[], explain: Explain): BlockedGroup[] {
  const groups = new Map<string, string[]>()
  for (const person of awaiting) {
    const refusal = refusalOf(person)
    if (!refusal) continue
    const reason = explain(refusal)
    groups.set(reason, [...(groups.get(reason) ?? []), person.name])
  }
  return [...groups].map(([reason, names]) => ({ reason, names }))
}

function askedRow(person: AwaitingPerson, locale: Locale): AskedRow {
  const t = contributionsWords(locale)
  const { personId, name, startedAt, endedAt, endIsProposed, presenceMinutes, proposedMinutes } = person
  const span = t('confirm.span', {
    from: formatTime(startedAt, locale),
    to: endedAt ? formatTime(endedAt, locale) : ''
  })
  const wasThere =
    presenceMinutes === proposedMinutes
      ? null
      : t('confirm.wasThere', { time: formatMinutes(presenceMinutes, locale) })
  return {
    id: personId,
    name,
    detail: [span, wasThere].filter(Boolean).join(' · '),
    choosable: true,
    chosen: !endIsProposed && proposedMinutes > 0,
    minutes: proposedMinutes,
    volume: formatMinutes(proposedMinutes, locale),
    takesEnd: endIsProposed
  }
}

function decidedRow({ personId, name, contribution, refusal }: DecidedPerson, locale: Locale): TableRow {
  const t = contributionsWords(locale)
  const { status, minutes, grade, confirmerName, confirmerRole, decidedAt, reason } = contribution
  return {
    id: personId,
    cells: {
      name,
      state: {
        text: t(`status.${status}`),
        tone: STATUS_TONES[status],
        ...(reason ? { note: t('steps.reason', { reason }) } : {})
      },
      time: status === 'confirmed' ? formatMinutes(minutes, locale) : '',
      grade: status === 'confirmed' ? { text: t(`grades.${grade}`), tone: GRADE_TONES[grade] } : '',
      by: {
        text: `${confirmerName}, ${t(`roles.${confirmerRole}`)}`,
        note: formatInstant(decidedAt, locale)
      },
      correct: refusal
        ? ''
        : { text: t('confirm.correctPerson', { name }), href: `${correctHref(contribution, locale)}#correct` }
    }
  }
}

const correctHref = (one: { shiftId: string; contributionId: string }, locale: Locale): string =>
  href(locale, `/desk/shifts/${one.shiftId}/confirm?correct=${one.contributionId}`)

/** The form that corrects one decision; null when there is none to correct. */
export function correctionView(hours: ShiftHours, contributionId: string | null) {
  const found = hours.decided.find(
    ({ contribution, refusal }) => contribution.contributionId === contributionId && !refusal
  )
  if (!found) return null
  const { version, status, minutes } = found.contribution
  return {
    personId: found.personId,
    name: found.name,
    contributionId: found.contribution.contributionId,
    version,
    minutes: minutes || null,
    revocable: status === 'confirmed'
  }
}

/** The mistakes of a refused form, each with the name of its person: twenty rows may have the same one. */
export function errorsView(
  summary: readonly { field: string | null; text: string }[],
  { complete, forgotten }: Pick<ReturnType<typeof confirmView>, 'complete' | 'forgotten'>
): FormError[] {
  const names = new Map([...complete, ...forgotten].map(({ id, name }) => [id, name]))
  return summary.map(({ field, text }) => {
    const [part, personId] = field?.split('.') ?? []
    const name = part === 'decisions' && personId ? names.get(personId) : undefined
    return {
      text: name ? `${name}: ${text}` : text,
      ...(field && field !== 'decisions' ? { name: field } : {})
    }
  })
}
