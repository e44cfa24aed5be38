import { formatDay, formatInstant } from '#platform/i18n/format.ts'
import { dayOf, pickText, type Locale, type LocalText } from '#platform/prelude/index.ts'
import type { GuardianQuestion, MyGuardians } from '../index.ts'
import { peopleWords } from '../messages/index.ts'

export interface GuardianshipView {
  readonly guardianshipId: string
  readonly name: string
  readonly organiser: string
  readonly confirmed: string
  /** null while it holds. */
  readonly withdrawn: string | null
}

export function guardiansView(mine: MyGuardians, locale: Locale) {
  const t = peopleWords(locale)
  const organiserName = (name: LocalText | null): string =>
    name ? pickText(name, locale).text : t('guardians.organiser-unknown')
  const shown = (one: MyGuardians['guardians'][number]): GuardianshipView => ({
    guardianshipId: one.guardianshipId,
    name: one.name ?? t('guardians.person-gone'),
    organiser: organiserName(one.organiser),
    confirmed: t('guardians.confirmed-at', { date: formatInstant(one.confirmedAt, locale) }),
    withdrawn:
      one.withdrawnAt && t('guardians.withdrawn-at', { date: formatInstant(one.withdrawnAt, locale) })
  })
  return {
    lead: t('guardians.lead', { age: mine.consentAge }),
    needed: mine.needed,
    guardians: mine.guardians.map(shown),
    wards: mine.wards.map(shown),
    invitations: mine.invitations.map((one) => ({
      invitationId: one.invitationId,
      organiser: organiserName(one.organiser),
      link: one.link,
      expires: t('guardians.link.expires', { date: formatDay(dayOf(one.expiresAt), locale) })
    })),
    asked: mine.asked && {
      organiserId: mine.asked.organiserId,
      text: t('guardians.ask.text', { organiser: pickText(mine.asked.name, locale).text })
    }
  }
}

export function guardianQuestionView(question: GuardianQuestion, locale: Locale) {
  const t = peopleWords(locale)
  return [
    { term: t('guardian.who'), text: question.ward },
    { term: t('guardian.born'), text: formatDay(question.birthDate, locale), numeric: true },
    { term: t('guardian.organiser'), text: pickText(question.organiser, locale).text },
    { term: t('guardian.until'), text: formatDay(dayOf(question.expiresAt), locale), numeric: true }
  ]
}
