import type { TableRow, Tone } from '#design/index.ts'
import { regionName, type RegionCode } from '#features/programmes/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDate, formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { fullName } from '#features/people/index.ts'
import type { OfficeApplication, OfficeRegion, OfficersPage, Organiser, QueuedApplication } from '../index.ts'
import { organisersWords } from '../messages/index.ts'
import { applicationTag, contentFacts, historyView, nameOf, stateTag } from './organiser-view.ts'

/** Which regions the officer serves, in words. */
export const officeName = (regions: readonly RegionCode[] | 'all', locale: Locale): string =>
  regions === 'all'
    ? organisersWords(locale)('office.all-regions')
    : regions.map((code) => regionName(code, locale)).join(' · ')

/** One office, in words. */
export const officeText = (region: OfficeRegion, locale: Locale): string =>
  region === 'all' ? organisersWords(locale)('officers.national') : regionName(region, locale)

/** Who serves in the front offices, a line each, and the links that are open. */
export const officersView = (
  { officers, invitations }: OfficersPage,
  locale: Locale,
  linkOf: (token: string) => string
) => ({
  officers: officers.map(({ personId, name, region, since, isMe }) => ({
    id: `${personId} ${region}`,
    personId,
    region,
    isMe,
    name: isMe ? `${name} (${organisersWords(locale)('people.you')})` : name,
    detail: `${officeText(region, locale)} · ${formatDate(since, locale)}`
  })),
  invitations: invitations.map(({ invitationId, region, expiresAt, token }) => ({
    id: invitationId,
    office: officeText(region, locale),
    until: formatInstant(expiresAt, locale),
    link: linkOf(token)
  }))
})

/** One waiting application; a late one is marked in words. */
export function queueRow({ application, waiting }: QueuedApplication, locale: Locale): TableRow {
  const t = organisersWords(locale)
  const { content, applicationId, state, level, submittedAt } = application
  return {
    id: applicationId,
    cells: {
      name: {
        text: nameOf(content.name, locale),
        href: href(locale, `/office/applications/${applicationId}`),
        note: [t(`kind.${content.kind}`), content.bin].filter(Boolean).join(' · ')
      },
      region: {
        text: regionName(content.regionCode, locale),
        ...(level === 'national' ? { note: t('office.appealed') } : {})
      },
      state: applicationTag(state, locale),
      at: formatInstant(submittedAt, locale),
      waiting: {
        text: t('application.days', { days: waiting.days }),
        tone: waiting.overdue ? 'danger' : 'neutral',
        ...(waiting.overdue ? { note: t('application.overdue') } : {})
      }
    }
  }
}

export const overseenRow = (organiser: Organiser, locale: Locale): TableRow => ({
  id: organiser.organiserId,
  cells: {
    name: {
      text: nameOf(organiser.name, locale),
      href: href(locale, `/office/organisers/${organiser.organiserId}`),
      note: [organisersWords(locale)(`kind.${organiser.kind}`), organiser.bin].filter(Boolean).join(' · ')
    },
    region: regionName(organiser.regionCode, locale),
    state: stateTag(organiser.state, locale),
    at: formatDate(organiser.since, locale)
  }
})

export interface CheckView {
  readonly text: string
  readonly word: string
  readonly tone: Tone
}

/** An application on an officer's page, in words. */
export function officeApplicationView(shown: OfficeApplication, locale: Locale) {
  const t = organisersWords(locale)
  const { application, applicant, binHolder, othersWithBin, waiting } = shown
  const check = (passed: boolean, text: string): CheckView => ({
    text,
    word: t(passed ? 'office.passed' : 'office.attention'),
    tone: passed ? 'success' : 'warning'
  })
  const ofBin = application.content.bin
    ? [
        check(true, t('office.check.bin')),
        binHolder && application.organiserId !== binHolder.organiserId
          ? check(false, t('office.check.bin-held', { organiser: nameOf(binHolder.name, locale) }))
          : check(true, t('office.check.bin-free')),
        othersWithBin
          ? check(false, t('office.check.others', { count: othersWithBin }))
          : check(true, t('office.check.no-others'))
      ]
    : [check(true, t('office.check.no-bin'))]
  return {
    name: nameOf(application.content.name, locale),
    kind: t(`kind.${application.content.kind}`),
    tag: applicationTag(application.state, locale),
    appealed: application.level === 'national',
    facts: contentFacts(application.content, locale),
    applicant: [
      { term: t('office.applicant'), text: fullName(applicant) },
      { term: t('office.age'), text: t('office.age-years', { age: applicant.age }) },
      { term: t('application.handed-in'), text: formatInstant(application.submittedAt, locale) },
      {
        term: t('application.due'),
        text: formatInstant(waiting.dueAt, locale),
        note: t(waiting.overdue ? 'application.overdue' : 'application.in-time')
      }
    ],
    checks: [
      ...ofBin,
      check(applicant.adult, t(applicant.adult ? 'office.check.adult' : 'office.check.minor')),
      check(true, t('office.check.identity'))
    ],
    history: historyView(shown.history, locale),
    steps: shown.steps
  }
}
