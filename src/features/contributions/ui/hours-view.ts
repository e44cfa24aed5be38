import type { Step, Tone } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatInstant, formatMinutes, formatNumber, formatSpan } from '#platform/i18n/format.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'
import type { Contribution, MyHours, MyShift, MyVersion, Stage } from '../index.ts'
import { lateAfter } from '../domain/decision.ts'
import { contributionsWords } from '../messages/index.ts'
import { GRADE_TONES } from './grade.ts'

/** One's own hours, each shift as a road of steps, in the words of a language. */
export function hoursView({ volume, items, next }: MyHours, locale: Locale) {
  return {
    minutes: formatMinutes(volume.minutes, locale),
    engagements: formatNumber(volume.engagements, locale),
    shifts: items.map((mine) => shiftView(mine, locale)),
    older: next && href(locale, `/me/hours?cursor=${next}`)
  }
}

/** Where somebody who does not agree turns to. */
const CONTESTABLE: readonly Stage[] = ['rejected', 'revoked', 'not-recorded', 'no-check-out']

function shiftView(mine: MyShift, locale: Locale) {
  const t = contributionsWords(locale)
  const { shift, contribution, stage } = mine
  const role = pickText(shift.role, locale).text
  const grade = contribution?.status === 'confirmed' ? contribution.grade : null
  return {
    id: shift.shiftId,
    title: pickText(shift.title, locale).text,
    when: formatSpan(shift.startsAt, shift.endsAt, locale),
    role: role && t('hours.role', { role }),
    steps: stepsOf(mine, locale),
    grade: grade && {
      text: t(`grades.${grade}`),
      tone: GRADE_TONES[grade] satisfies Tone,
      why: t(`grades.${grade}.why`)
    },
    action: href(locale, `/actions/${shift.actionId}`),
    contact: CONTESTABLE.includes(stage) ? href(locale, `/organisers/${shift.organiserId}`) : null,
    versions:
      contribution && contribution.version > 1
        ? href(locale, `/me/hours?versions=${contribution.contributionId}#versions`)
        : null
  }
}

function stepsOf(mine: MyShift, locale: Locale): Step[] {
  const t = contributionsWords(locale)
  const { signUp, presence, stage } = mine
  const step = (label: string, state: Step['state'], detail?: string): Step => ({
    label,
    state,
    stateWord: t(`steps.${state}`),
    ...(detail ? { detail } : {})
  })
  const signed = step(t(signUp.walkUp ? 'steps.walkedUp' : 'steps.signedUp'), 'done')
  if (!presence)
    return [
      signed,
      stage === 'not-recorded'
        ? step(t('steps.checkedIn'), 'stopped', t('steps.missing'))
        : step(t('steps.checkedIn'), 'next'),
      step(t('steps.checkedOut'), 'next'),
      step(t('steps.decision'), 'next')
    ]
  return [
    signed,
    step(t('steps.checkedIn'), 'done', formatInstant(presence.checkedInAt, locale)),
    checkOutStep(),
    decisionStep()
  ]

  function checkOutStep(): Step {
    const label = t('steps.checkedOut')
    if (presence!.checkedOutAt) return step(label, 'done', formatInstant(presence!.checkedOutAt, locale))
    if (presence!.proposedOutAt)
      return step(
        label,
        'stopped',
        t('steps.proposed', { time: formatInstant(presence!.proposedOutAt, locale) })
      )
    return stage === 'checked-in' ? step(label, 'current') : step(label, 'stopped', t('steps.missing'))
  }

  function decisionStep(): Step {
    if (!mine.contribution) {
      const waits = stage === 'awaiting' || presence!.proposedOutAt !== null
      return step(t('steps.decision'), waits ? 'current' : 'next', waits ? t('steps.waits') : undefined)
    }
    const { contribution } = mine
    return step(
      outcomeOf(contribution, locale),
      contribution.status === 'confirmed' ? 'done' : 'stopped',
      detailOf({ ...contribution, late: lateAfter(mine.shift.endsAt, contribution.decidedAt) }, locale)
    )
  }
}

function outcomeOf({ status, minutes }: Contribution, locale: Locale): string {
  const t = contributionsWords(locale)
  return status === 'confirmed'
    ? t('steps.confirmed', { volume: formatMinutes(minutes, locale) })
    : t(`steps.${status}`)
}

/** By whom in which role, when, whether that was late, and why where a reason was given. */
function detailOf(one: MyVersion, locale: Locale): string {
  const t = contributionsWords(locale)
  const { confirmerName, confirmerRole, decidedAt, late, reason } = one
  const by = t('steps.by', {
    name: confirmerName,
    role: t(`roles.${confirmerRole}`),
    when: formatInstant(decidedAt, locale)
  })
  return [
    late === null ? by : `${by}, ${t('steps.late', { days: late })}`,
    ...(reason ? [t('steps.reason', { reason })] : [])
  ].join('. ')
}

/** Every version of one record, the latest first. */
export const versionsView = (versions: readonly MyVersion[], locale: Locale) =>
  versions.toReversed().map((one) => ({
    term: contributionsWords(locale)('hours.versions', { version: one.version }),
    text: outcomeOf(one, locale),
    note: detailOf(one, locale)
  }))
