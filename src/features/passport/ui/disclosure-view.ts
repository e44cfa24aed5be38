import type { DataItem, RecordItem, Tone } from '#design/index.ts'
import { formatDay, formatInstant, formatMinutes } from '#platform/i18n/format.ts'
import { dayOf, pickText, type Locale } from '#platform/prelude/index.ts'
import { lastDayOf, type Correction, type Disclosure, type DisclosedRecord } from '../domain/extract.ts'
import { passportWords } from '../messages/index.ts'
import { confirmerRoleName, figures, gradeName, gradeTone, nameOfDirection, placeName } from './labels.ts'
import { line, recordTags } from './record-item.ts'
import { volumeView, type VolumeView } from './volume-view.ts'
import { passportNumber } from '../domain/passport-number.ts'

export interface DisclosedRecordView {
  readonly title: string
  readonly day: string
  readonly time: string
  readonly role: string
  readonly organiser: string
  readonly bin: string | null
  readonly place: string
  readonly directions: string
  readonly confirmer: string
  readonly confirmedOn: string
  readonly grade: string
  readonly gradeTone: Tone
}

/** An extract in the words of a language, for the pages of its holder and its reader, and for paper. */
export interface DisclosureView {
  readonly holder: string
  readonly facts: readonly DataItem[]
  readonly volume: VolumeView
  readonly records: readonly DisclosedRecordView[] | null
  readonly items: readonly RecordItem[]
  /** Said when the list has not all records that the totals count. */
  readonly cut: string | null
}

export function disclosureView(
  disclosure: Disclosure,
  corrections: readonly Correction[],
  locale: Locale
): DisclosureView {
  const t = passportWords(locale)
  const { holder, scope, totals } = disclosure
  const volume = volumeView(totals, locale)
  const corrected = new Map(corrections.map((one) => [one.record, correctionText(one, locale)]))
  const records = disclosure.records?.map((record) => recordView(record, locale)) ?? null
  return {
    holder: holder.name,
    facts: [
      { term: t('passport.holder'), text: holder.name },
      { term: t('passport.number'), text: passportNumber(holder.passportId), numeric: true },
      ...(disclosure.reader === null
        ? [{ term: t('extracts.purpose'), text: t('purpose.paper'), note: t('extract.anyReader') }]
        : [
            { term: t('extracts.purpose'), text: t(`purpose.${disclosure.purpose}`) },
            { term: t('extracts.for'), text: disclosure.reader },
            {
              term: t('extract.scope'),
              text: periodText(scope, locale),
              note: scope.directions
                ? scope.directions.map((code) => nameOfDirection(code, locale)).join(', ')
                : t('extract.allDirections')
            }
          ]),
      { term: t('passport.duration'), text: volume.duration, numeric: true },
      { term: t('verify.issuedBy'), text: t('verify.issuer') },
      {
        term: t('verify.issuedAt'),
        text: formatInstant(new Date(disclosure.issuedAt), locale),
        numeric: true
      },
      {
        term: t('extracts.until'),
        text: formatDay(lastDayOf(new Date(disclosure.expiresAt)), locale),
        numeric: true
      }
    ],
    volume,
    records,
    cut:
      records && records.length < totals.engagements
        ? t('passport.recordsCut', { shown: records.length, all: totals.engagements })
        : null,
    items: (records ?? []).map((record, at) => ({
      ...record,
      id: String(at),
      lines: [
        line(record.day, record.role, record.directions),
        line(record.organiser, record.bin, record.place),
        `${t('passport.confirmedBy')}: ${record.confirmer}, ${record.confirmedOn}`
      ],
      tags: recordTags(record, corrected.get(at) ?? null)
    }))
  }
}

function recordView(record: DisclosedRecord, locale: Locale): DisclosedRecordView {
  const t = passportWords(locale)
  return {
    title: pickText(record.title, locale).text,
    day: figures(record.day),
    time: formatMinutes(record.minutes, locale),
    role: pickText(record.role, locale).text,
    organiser: pickText(record.organiser, locale).text,
    bin: record.bin && t('extract.bin', { bin: record.bin }),
    place: placeName(record, record.day, locale),
    directions: record.directions.map((code) => nameOfDirection(code, locale)).join(', '),
    confirmer: confirmerRoleName(record.confirmerRole, locale),
    confirmedOn: figures(record.confirmedOn),
    grade: gradeName(record.grade, locale),
    gradeTone: gradeTone(record.grade)
  }
}

function correctionText({ minutesThen, minutesNow, at }: Correction, locale: Locale): string {
  const t = passportWords(locale)
  const values = { at: figures(dayOf(at)), then: formatMinutes(minutesThen, locale) }
  return minutesNow === null
    ? t('verify.withdrawnRecord', values)
    : t('verify.correctedRecord', { ...values, now: formatMinutes(minutesNow, locale) })
}

export function periodText({ from, to }: Disclosure['scope'], locale: Locale): string {
  const t = passportWords(locale)
  if (from && to) return t('extract.between', { from: formatDay(from, locale), to: formatDay(to, locale) })
  if (from) return t('extract.since', { from: formatDay(from, locale) })
  if (to) return t('extract.until', { to: formatDay(to, locale) })
  return t('extract.wholePeriod')
}
