import type { PassportPageView, RecordItem, Tone } from '#design/index.ts'
import { DIRECTIONS } from '#features/programmes/index.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDay, formatMinutes, formatSpan } from '#platform/i18n/format.ts'
import { dayOf, pickText, type Locale } from '#platform/prelude/index.ts'
import type { Passport } from '../app/show-my-passport.ts'
import { dayOfRecord, type PassportRecord } from '../domain/record.ts'
import { passportWords } from '../messages/index.ts'
import {
  confirmerRoleName,
  figures,
  gradeMeaning,
  gradeName,
  gradeTone,
  GRADES_SHOWN,
  nameOfDirection,
  placeName
} from './labels.ts'
import { line, recordTags } from './record-item.ts'
import { volumeView, type VolumeView } from './volume-view.ts'
import { passportNumber } from '../domain/passport-number.ts'

/** A page stays light on a weak network: the rest is in the PDF. */
const STAMPS_SHOWN_MAX = 12
export const RECORDS_SHOWN_MAX = 200

/** A record in the words of a language. */
export interface RecordView {
  readonly id: string
  readonly title: string
  readonly href: string
  readonly day: string
  readonly date: string
  /** Day with beginning and end. */
  readonly span: string
  readonly time: string
  readonly role: string
  readonly organiser: string
  readonly place: string
  readonly directions: string
  readonly confirmer: string
  readonly confirmedOn: string
  readonly grade: string
  readonly gradeTone: Tone
  readonly gradeMeaning: string
  /** Said of a corrected record. */
  readonly version: string | null
}

export function recordView(record: PassportRecord, locale: Locale): RecordView {
  const t = passportWords(locale)
  const day = dayOfRecord(record)
  return {
    id: record.contributionId,
    title: pickText(record.title, locale).text,
    href: href(locale, `/me/passport/records/${record.contributionId}`),
    day: figures(day),
    date: formatDay(day, locale),
    span: formatSpan(record.startedAt, record.endedAt, locale),
    time: formatMinutes(record.minutes, locale),
    role: pickText(record.role, locale).text,
    organiser: pickText(record.organiserName, locale).text,
    place: placeName(record, day, locale),
    directions: record.directions.map((code) => nameOfDirection(code, locale)).join(', '),
    confirmer: `${confirmerRoleName(record.confirmerRole, locale)}, ${record.confirmerName}`,
    confirmedOn: figures(dayOf(record.decidedAt)),
    grade: gradeName(record.grade, locale),
    gradeTone: gradeTone(record.grade),
    gradeMeaning: gradeMeaning(record.grade, locale),
    version: record.version > 1 ? t('passport.correctedVersion', { version: record.version }) : null
  }
}

export interface PassportView {
  readonly page: PassportPageView
  readonly volume: VolumeView
  readonly records: readonly RecordItem[]
  /** Said when not all records are shown. */
  readonly cut: string | null
  readonly grades: readonly { readonly term: string; readonly text: string }[]
}

/** The page of a passport in the words of a language. */
export function passportView({ holder, totals, records }: Passport, locale: Locale): PassportView {
  const t = passportWords(locale)
  const volume = volumeView(totals, locale)
  const shown = records.slice(0, RECORDS_SHOWN_MAX).map((record) => recordView(record, locale))
  const volumes = new Map(totals.byDirection.map((one) => [one.direction, one]))
  return {
    volume,
    page: {
      title: t('passport.title'),
      name: holder.name,
      number: passportNumber(holder.passportId),
      fields: records.length
        ? [
            { term: t('passport.first'), text: volume.first },
            { term: t('passport.last'), text: volume.last },
            { term: t('passport.engagements'), text: volume.engagements },
            { term: t('passport.organisers'), text: volume.organisers }
          ]
        : [],
      total: { value: volume.time, caption: t('passport.confirmed') },
      directionsTitle: t('passport.directions'),
      directions: DIRECTIONS.map((code) => {
        const one = volumes.get(code)
        return {
          key: code,
          name: nameOfDirection(code, locale),
          value: one ? formatMinutes(one.minutes, locale) : '–',
          note: one ? t('passport.engagementCount', { count: one.engagements }) : t('passport.directionNone'),
          empty: !one
        }
      }),
      stampsTitle: t('passport.stamps'),
      stamps: shown.slice(0, STAMPS_SHOWN_MAX).map((record) => ({
        id: record.id,
        title: record.title,
        value: record.time,
        date: record.day,
        note: record.organiser,
        grade: record.grade,
        gradeTone: record.gradeTone
      })),
      stampsEmpty: t('passport.stampsEmpty'),
      footnote: t('not-seniority')
    },
    records: shown.map((record): RecordItem => ({
      ...record,
      lines: [
        line(record.date, record.role, record.directions),
        line(record.organiser, record.place),
        `${t('passport.confirmedBy')}: ${record.confirmer}, ${record.confirmedOn}`
      ],
      tags: recordTags(record, record.version)
    })),
    cut:
      records.length > shown.length
        ? t('passport.recordsCut', { shown: shown.length, all: records.length })
        : null,
    grades: GRADES_SHOWN.map((grade) => ({
      term: gradeName(grade, locale),
      text: gradeMeaning(grade, locale)
    }))
  }
}
