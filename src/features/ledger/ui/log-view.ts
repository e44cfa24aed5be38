import { formatDay, formatInstant, formatMinutes, formatNumber } from '#platform/i18n/format.ts'
import { href } from '#platform/i18n/addresses.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'
import type { CheckedProof } from '../app/look-up.ts'
import type { ShownEntry } from '../app/show-entry.ts'
import type { LogOverview } from '../app/show-log.ts'
import { statementPath } from '../domain/statements.ts'
import { ledgerWords } from '../messages/index.ts'

const ROOT_CHARS_SHOWN = 12
/** A log's key begins with the name of the log; the base64 behind it is on the page anyway. */
const KEY_CHARS_SHOWN = 40

const shorten = (text: string, chars: number): string =>
  text.length > chars ? `${text.slice(0, chars)}…` : text

/** The page of the log, in the words of a language. */
export function logView(log: LogOverview, locale: Locale) {
  const t = ledgerWords(locale)
  const number = (value: number) => formatNumber(value, locale)
  return {
    url: log.url,
    key: log.key,
    stats: log.latest && {
      size: number(log.latest.size),
      grown: number(log.grownInADay),
      last: formatInstant(log.latest.at, locale)
    },
    standing: standingOf(log, locale),
    checkpoints: log.recent.map((checkpoint) => ({
      id: String(checkpoint.size),
      cells: {
        at: { text: formatInstant(checkpoint.at, locale) },
        size: { text: number(checkpoint.size) },
        root: { text: shorten(checkpoint.root, ROOT_CHARS_SHOWN) },
        state: { text: t(checkpoint.witnessed ? 'log.witnessed' : 'log.notWitnessed') }
      }
    })),
    events: log.events.map(({ index, at, event, subject, version }) => ({
      id: String(index),
      cells: {
        event: {
          text: t(`event.${event}`),
          note:
            version === null
              ? shorten(subject, KEY_CHARS_SHOWN)
              : t('event.list', { list: subject, version: number(version) })
        },
        at: { text: formatInstant(at, locale) },
        entry: { text: number(index), href: href(locale, `/log/entries/${index}`) }
      }
    })),
    totals: log.totals.map(({ day, organisers, others }) => ({
      day: formatDay(day, locale),
      rows: [
        ...organisers.map(({ organiser, name, records, minutes }) => ({
          id: `${day} ${organiser}`,
          cells: {
            organiser: { text: name ? pickText(name, locale).text : organiser },
            records: { text: number(records) },
            time: { text: formatMinutes(minutes, locale) }
          }
        })),
        ...(others === null
          ? []
          : [
              {
                id: `${day} others`,
                cells: {
                  organiser: { text: t('log.others') },
                  records: { text: others === 'suppressed' ? t('log.suppressed') : number(others.records) },
                  time: {
                    text:
                      others === 'suppressed' ? t('log.suppressed') : formatMinutes(others.minutes, locale)
                  }
                }
              }
            ])
      ]
    }))
  }
}

/** The page of one entry. */
export function entryView(entry: ShownEntry, locale: Locale) {
  const t = ledgerWords(locale)
  const number = (value: number) => formatNumber(value, locale)
  const link = (index: number) => ({ text: number(index), href: href(locale, `/log/entries/${index}`) })
  const tree = `${number(entry.size)} · ${t(entry.witnessed ? 'log.witnessed' : 'log.notWitnessed')}`
  const names = entry.witnesses.map(({ name }) => name).join(', ') || t('log.none')
  return {
    title: t('entry.title', { index: number(entry.index) }),
    lead: t(entry.isStatement ? 'entry.leadStatement' : 'entry.lead'),
    statement: entry.isStatement ? `/log/${statementPath(entry.index)}` : null,
    items: [
      { term: t('found.type'), text: t(`type.${entry.type}`) },
      { term: t('found.at'), text: formatInstant(entry.at, locale), numeric: true },
      ...(entry.amends === null ? [] : [{ term: t('entry.amends'), ...link(entry.amends), numeric: true }]),
      ...(entry.isStatement
        ? []
        : [
            entry.amendedBy === null
              ? { term: t('found.amended'), text: t('found.notAmended') }
              : {
                  term: t('found.amended'),
                  ...link(entry.amendedBy),
                  text: t('found.amendedBy', { index: number(entry.amendedBy) })
                }
          ]),
      { term: t('entry.tree'), text: tree },
      {
        term: t('log.witnesses'),
        text: names,
        ...(entry.witnessesAreLocal ? { note: t('log.localWitnessesText') } : {})
      }
    ]
  }
}

export type LogView = ReturnType<typeof logView>

/** How far the latest tree can be believed, said before anything else. */
function standingOf({ latest, witnesses, witnessesAreLocal }: LogOverview, locale: Locale) {
  const t = ledgerWords(locale)
  if (!latest) return null
  if (!witnesses)
    return { tone: 'warning' as const, title: t('log.noWitnesses'), text: t('log.noWitnessesText') }
  if (!latest.witnessed)
    return { tone: 'warning' as const, title: t('log.notWitnessed'), text: t('log.notWitnessedText') }
  if (witnessesAreLocal)
    return { tone: 'info' as const, title: t('log.localWitnesses'), text: t('log.localWitnessesText') }
  return {
    tone: 'success' as const,
    title: t('log.witnessed'),
    text: latest.witnesses
      .map(({ name, signedAt }) => `${name}, ${formatInstant(signedAt, locale)}`)
      .join(' · ')
  }
}

/** What is said of an entry that a proof file led to. */
export function foundView(found: CheckedProof, locale: Locale) {
  const t = ledgerWords(locale)
  const record =
    found.recordMatches === null
      ? 'found.recordAbsent'
      : found.recordMatches
        ? 'found.recordMatches'
        : 'found.recordDiffers'
  const tree = `${formatNumber(found.size, locale)} · ${t(found.witnessed ? 'log.witnessed' : 'log.notWitnessed')}`
  return {
    good: found.recordMatches !== false,
    items: [
      { term: t('found.entry'), text: formatNumber(found.index, locale), numeric: true },
      { term: t('found.type'), text: t(`type.${found.type}`) },
      { term: t('found.at'), text: formatInstant(found.at, locale), numeric: true },
      { term: t('found.tree'), text: tree },
      { term: t('log.witnesses'), text: found.witnesses.map(({ name }) => name).join(', ') || t('log.none') },
      { term: t('found.record'), text: t(record) },
      {
        term: t('found.amended'),
        text:
          found.amendedBy === null
            ? t('found.notAmended')
            : t('found.amendedBy', { index: formatNumber(found.amendedBy, locale) })
      }
    ]
  }
}

export type FoundView = ReturnType<typeof foundView>
