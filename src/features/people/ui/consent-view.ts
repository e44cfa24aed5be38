import { formatDay, formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { MyConsent } from '../index.ts'
import { peopleWords } from '../messages/index.ts'

type Key = Parameters<ReturnType<typeof peopleWords>>[0]

/** The consent as article 8 of law 94-V wants it, in the words of a language. */
export function consentView(mine: MyConsent, locale: Locale) {
  const t = peopleWords(locale)
  const { terms, operator } = mine
  const last = mine.answers[0]
  const list = (prefix: 'consent.data' | 'consent.third', codes: readonly string[]) =>
    codes.map((code) => t(`${prefix}.${code}` as Key)).join('; ')
  return {
    version: terms.version,
    holds: mine.holds,
    state: stateOf(),
    text: t(`consent.v${terms.version}.text` as Key, { subject: mine.subjectName }),
    facts: [
      { term: t('consent.operator'), text: operator.name[locale] },
      { term: t('consent.operator-bin'), text: operator.bin, numeric: true },
      { term: t('consent.subject'), text: mine.subjectName },
      { term: t('consent.data'), text: list('consent.data', terms.data) },
      { term: t('consent.third-parties'), text: list('consent.third', terms.thirdParties) },
      {
        term: t('consent.cross-border'),
        text: terms.crossBorder ? t('consent.yes') : t('consent.kept-in-country')
      },
      {
        term: t('consent.public-sources'),
        text: terms.publicSources ? t('consent.yes') : t('consent.no')
      },
      { term: t('consent.term'), text: t('consent.term-years', { years: terms.years }) },
      { term: t('consent.version'), text: terms.version, numeric: true }
    ],
    history: mine.answers.map((answer) => ({
      id: answer.answerId,
      cells: {
        at: formatInstant(answer.at, locale),
        answer: t(`consent.answer.${answer.answer}`),
        text: t('consent.history.version', {
          version: answer.version,
          language: t(`locale.${answer.locale}`)
        })
      }
    }))
  }

  /** Where the person stands, for a banner; null for one who was never asked. */
  function stateOf(): { tone: 'success' | 'warning'; title: string; text?: string } | null {
    if (!last) return null
    if (mine.holds)
      return { tone: 'success', title: t('consent.state.given', { date: formatDay(last.validTo!, locale) }) }
    const title = t(last.answer === 'given' ? 'consent.state.expired' : `consent.state.${last.answer}`)
    return { tone: 'warning', title, text: t('consent.state.without') }
  }
}
