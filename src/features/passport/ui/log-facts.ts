import type { DataItem } from '#design/index.ts'
import type { Proven } from '#features/ledger/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatInstant, formatNumber } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { passportWords } from '../messages/index.ts'

/** Where the public log holds a record, since when, and who has seen it, in the words of a language. */
export function logFacts(proven: Proven, locale: Locale): DataItem[] {
  const t = passportWords(locale)
  const { index, at, amendedBy, tree, witnessesAreLocal } = proven
  const number = (value: number): string => formatNumber(value, locale)
  return [
    {
      term: t('record.entry'),
      text: number(index),
      href: href(locale, `/log/entries/${index}`),
      numeric: true
    },
    { term: t('record.since'), text: formatInstant(at, locale), numeric: true },
    {
      term: t('record.tree'),
      text: t('record.treeText', { size: number(tree.size), at: formatInstant(tree.at, locale) })
    },
    {
      term: t('record.witnesses'),
      text: tree.witnessed
        ? tree.witnesses.map((one) => `${one.name}, ${formatInstant(one.signedAt, locale)}`).join('; ')
        : t('record.notWitnessed'),
      ...(tree.witnessed && witnessesAreLocal ? { note: t('record.localWitnesses') } : {})
    },
    ...(amendedBy === null
      ? []
      : [{ term: t('record.amended'), text: t('record.amendedText', { index: number(amendedBy) }) }])
  ]
}
