import type { TableColumn, TableRow, Tone } from '#design/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDay, formatInstant, formatNumber } from '#platform/i18n/format.ts'
import { dayOf, type Locale } from '#platform/prelude/index.ts'
import type { Page } from '#platform/validation.ts'
import type { ListedExtract } from '../app/my-extracts.ts'
import type { Reading } from '../app/ports.ts'
import { lastDayOf, type ExtractState } from '../domain/extract.ts'
import { passportWords } from '../messages/index.ts'

export const STATE_TONES: Readonly<Record<ExtractState, Tone>> = {
  valid: 'success',
  expired: 'neutral',
  revoked: 'danger'
}

interface Listing {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
  /** Address of the following page. */
  readonly older: string | null
}

/** The holder's extracts in the words of a language. */
export function extractsView({ items, next }: Page<ListedExtract>, locale: Locale): Listing {
  const t = passportWords(locale)
  return {
    columns: [
      { key: 'reader', label: t('extracts.for') },
      { key: 'state', label: t('extracts.state') },
      { key: 'issued', label: t('extracts.issued'), numeric: true },
      { key: 'until', label: t('extracts.until'), numeric: true },
      { key: 'readings', label: t('extracts.readings'), numeric: true }
    ],
    rows: items.map((extract) => ({
      id: extract.extractId,
      cells: {
        reader: {
          text: extract.reader ?? t('purpose.paper'),
          href: href(locale, `/me/extracts/${extract.extractId}`),
          note: extract.reader === null ? t('extract.anyReader') : t(`purpose.${extract.purpose}`)
        },
        state: { text: t(`state.${extract.state}`), tone: STATE_TONES[extract.state] },
        issued: formatDay(dayOf(extract.issuedAt), locale),
        until: formatDay(lastDayOf(extract.expiresAt), locale),
        readings: {
          text: formatNumber(extract.readings, locale),
          ...(extract.lastReadAt ? { note: formatInstant(extract.lastReadAt, locale) } : {})
        }
      }
    })),
    older: next && href(locale, `/me/extracts?cursor=${encodeURIComponent(next)}`)
  }
}

/** Who opened an extract, in the words of a language. */
export function readingsView({ items, next }: Page<Reading>, extractId: string, locale: Locale): Listing {
  const t = passportWords(locale)
  const said = (words: string | null): string => words ?? t('extract.notSaid')
  return {
    columns: [
      { key: 'at', label: t('extract.readingAt') },
      { key: 'reader', label: t('extract.readingBy') },
      { key: 'reason', label: t('extract.readingReason') },
      { key: 'way', label: t('extract.readingWay') }
    ],
    rows: items.map(({ readingId, at, reader, reason, way }) => ({
      id: readingId,
      cells: {
        at: formatInstant(at, locale),
        reader: said(reader),
        reason: said(reason),
        way: t(`extract.way.${way}`)
      }
    })),
    older: next && href(locale, `/me/extracts/${extractId}?cursor=${encodeURIComponent(next)}#readings`)
  }
}
