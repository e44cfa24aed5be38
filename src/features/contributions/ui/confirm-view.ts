import type { FormError, TableColumn, TableRow, Tone } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatInstant, formatMinutes, formatTime } from '#platform/i18n/format.ts'
import { failure, type Failure, type Locale } from '#platform/prelude/index.ts'
import type { AwaitingPerson, DecidedPerson, ShiftHours, Status } from '../index.ts'
import { contributionsWords } from '../messages/index.ts'
import { GRADE_TONES } from './grade.ts'

const STATUS_TONES: Record<Status, Tone> = { confirmed: 'success', rejected: 'danger', revoked: 'danger' }

type Explain = (refusal: Failure) => string

/** What the row of one person asks. */
export interface AskedRow {
  readonly personId: string
  readonly name: string
  readonly minutes: number
  /** Chosen at once: the time is complete and nobody has to think about it. */
  readonly ready: boolean
  /** The end that has to be taken on purpose; null when it was recorded. */
  readonly takeEnd: string | null
  /** Why nothing can be decided about this person by this coordinator; null when it can. */
  readonly blocked: string | null
}

/** The confirmation desk of a shift in the words of a language. */
export function confirmView(hours: ShiftHours, explain: Explain, locale: Locale) {
  const t = contributionsWords(locale)
  const awaitingColumns: TableColumn[] = [
    { key: 'chosen', label: t('confirm.choose') },
    { key: 'name', label: t('confirm.person'), rowHeader: true },
    { key: 'recorded', label: t('confirm.recorded') },
    { key: 'minutes', label: t('confirm.minutes') },
    { key: 'reason', label: t('confirm.reason') }
  ]
  const decidedColumns: TableColumn[] = [
    { key: 'name', label: t('confirm.person'), rowHeader: true },
    { key: 'state', label: t('confirm.state') },
    { key: 'time', label: t('confirm.time'), numeric: true },
    { key: 'grade', label: t('confirm.evidence') },
    { key: 'by', label: t('confirm.by') },
    { key: 'correct', label: t('confirm.correct') }
  ]
  return {
    awaiting: {
      columns: awaitingColumns,
      rows: hours.awaiting.map((person) => awaitingRow(person, locale)),
      asked: Object.fromEntries(
        hours.awaiting.map((person) => [person.personId, askedRow(person, explain, locale)])
      ) as Record<string, AskedRow>
    },
    decided: {
      columns: decidedColumns,
      rows: hours.decided.map((person) => decidedRow(person, locale))
    }
  }
}

function awaitingRow(person: AwaitingPerson, locale: Locale): TableRow {
  const t = contributionsWords(locale)
  const from = formatTime(person.startedAt, locale)
  const recorded = person.endedAt
    ? t('confirm.span', { from, to: formatTime(person.endedAt, locale) })
    : t('confirm.since', { from })
  return {
    id: person.personId,
    cells: {
      chosen: '',
      name: person.name,
      recorded: {
        text: recorded,
        note: person.endIsProposed ? t('confirm.proposedEnd') : formatMinutes(person.presenceMinutes, locale)
      },
      minutes: '',
      reason: ''
    }
  }
}

function askedRow(person: AwaitingPerson, explain: Explain, locale: Locale): AskedRow {
  const t = contributionsWords(locale)
  const { personId, name, proposedMinutes, endedAt, endIsProposed } = person
  const refusal = person.refusal ?? (endedAt ? null : failure.conflict('presence-open'))
  return {
    personId,
    name,
    minutes: proposedMinutes,
    ready: !refusal && !endIsProposed && proposedMinutes > 0,
    takeEnd: endIsProposed && endedAt ? t('confirm.takeEnd', { time: formatTime(endedAt, locale) }) : null,
    blocked: refusal && explain(refusal)
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
      grade:
        status === 'confirmed'
          ? { text: t(`grades.${grade}`), tone: GRADE_TONES[grade], note: t(`grades.${grade}.why`) }
          : '',
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
  { awaiting }: Pick<ReturnType<typeof confirmView>, 'awaiting'>
): FormError[] {
  return summary.map(({ field, text }) => {
    const [part, personId] = field?.split('.') ?? []
    const name = part === 'decisions' && personId ? awaiting.asked[personId]?.name : undefined
    return {
      text: name ? `${name}: ${text}` : text,
      ...(field && field !== 'decisions' ? { name: field } : {})
    }
  })
}
