import type { Content, createPdf, TableCell } from 'pdfmake'
import { encode } from 'uqr'
import type { FileKind } from '#platform/http/endpoint.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { passportWords } from '../../messages/index.ts'
import type { VolumeLine, VolumeView } from '../../ui/volume-view.ts'

/** A paper as the library is told of it. */
export type PaperDefinition = Parameters<typeof createPdf>[0]

/* What our papers have in common. Sizes are in points: A4 is 595 by 842. */

const INK = '#0b2a3b'
const SOFT = '#4a5f6b'
const SKY = '#00afca'
const SUN = '#f2b705'
const LINE = '#dcd5c6'
const PAGE_WIDTH = 595.28
const MARGIN = 44
/** Width between the margins. */
const WIDTH = PAGE_WIDTH - 2 * MARGIN
/** Between two columns. */
const GAP = 22
/** White around a code: four modules of the coarsest that we print. */
const QUIET = 14

/** A file within the paper, for programs that check it. */
export interface Inside extends FileKind {
  readonly text: string
}

interface Paper {
  readonly title: string
  /** The moment of the paper, so that the same facts always give the same bytes. */
  readonly at: Date
  readonly locale: Locale
  readonly content: Content[]
  /** At the foot of each page, before the number of the page. */
  readonly foot: string
  readonly inside: readonly Inside[]
}

export const paper = ({ title, at, locale, content, foot, inside }: Paper): PaperDefinition => ({
  pageSize: 'A4',
  pageMargins: [MARGIN, 62, MARGIN, 64],
  language: locale,
  info: { title, author: 'Erikti', creationDate: at, modDate: at },
  files: Object.fromEntries(
    inside.map(({ name, type, text }) => [
      name,
      {
        src: `data:${type};base64,${Buffer.from(text).toString('base64')}`,
        name,
        creationDate: at,
        modifiedDate: at
      }
    ])
  ),
  defaultStyle: { font: 'Geologica', fontSize: 9, lineHeight: 1.25, color: INK, fontFeatures: ['tnum'] },
  background: () => ({
    canvas: [
      { type: 'rect', x: 0, y: 0, w: PAGE_WIDTH, h: 6, color: SKY },
      { type: 'rect', x: MARGIN, y: 6, w: 36, h: 3, color: SUN }
    ]
  }),
  header: {
    margin: [MARGIN, 26, MARGIN, 0],
    columns: [
      { text: 'Ерікті · Erikti', bold: true, fontSize: 11 },
      { text: title, color: SOFT, alignment: 'right', width: 'auto' }
    ]
  },
  footer: (page, pages) => ({
    margin: [MARGIN, 14, MARGIN, 0],
    stack: [
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: WIDTH, y2: 0, lineWidth: 0.5, lineColor: LINE }] },
      {
        margin: [0, 6, 0, 0],
        columnGap: 12,
        fontSize: 7.5,
        color: SOFT,
        columns: [
          { text: foot },
          {
            text: passportWords(locale)('pdf.page', { page, pages }),
            width: 'auto',
            alignment: 'right'
          }
        ]
      }
    ]
  }),
  content
})

/** The kind of paper, and whose it is. */
export const heading = (kind: string, name: string): Content => ({
  margin: [0, 0, 0, 10],
  stack: [
    { text: kind, fontSize: 11, color: SOFT },
    { text: name, fontSize: 21, bold: true, lineHeight: 1.15 }
  ]
})

export const part = (title: string): Content => ({
  text: title,
  fontSize: 12,
  bold: true,
  margin: [0, 14, 0, 5]
})

export const soft = (text: string, above = 2): Content => ({ text, color: SOFT, margin: [0, above, 0, 0] })

/** Facts as lines of a term and its text. */
export const facts = (
  items: readonly { term: string; text: string; note?: string | undefined }[]
): Content => ({
  layout: 'facts',
  table: {
    widths: [130, '*'],
    dontBreakRows: true,
    body: items.map(({ term, text, note }): TableCell[] => [
      { text: term, color: SOFT },
      note ? { stack: [{ text, bold: true }, soft(note)] } : { text, bold: true }
    ])
  }
})

/** The measures of a passport, side by side in figures that are read from afar. */
export const measures = (view: VolumeView, locale: Locale): Content => {
  const t = passportWords(locale)
  const measure = (value: string, caption: string): TableCell => ({
    stack: [
      { text: value, fontSize: 14, bold: true, lineHeight: 1.15 },
      { text: caption, color: SOFT, fontSize: 8 }
    ]
  })
  return {
    margin: [0, 10, 0, 4],
    layout: 'measures',
    table: {
      widths: ['*', 'auto', 'auto', 'auto'],
      body: [
        [
          measure(view.time, t('passport.volume')),
          measure(view.engagements, t('passport.engagements')),
          measure(view.first, t('passport.first')),
          measure(view.last, t('passport.last'))
        ]
      ]
    }
  }
}

/** Directions beside years, each with engagements and time. Some ten lines, so they stay on one page. */
export const volumes = (title: string, view: VolumeView): Content => ({
  unbreakable: true,
  stack: [
    part(title),
    {
      columnGap: GAP,
      columns: [
        { width: '*', stack: [volumeTable(view.columns.direction, view.byDirection, view)] },
        { width: '*', stack: [volumeTable(view.columns.year, view.byYear, view)] }
      ]
    },
    ...(view.note ? [soft(view.note)] : [])
  ]
})

const volumeTable = (name: string, lines: readonly VolumeLine[], { columns }: VolumeView): Content => ({
  layout: 'lines',
  table: {
    headerRows: 1,
    dontBreakRows: true,
    widths: ['*', 'auto', 'auto'],
    body: [
      [head(name), head(columns.engagements, true), head(columns.time, true)],
      ...lines.map((line) => [
        line.name,
        { text: line.engagements, alignment: 'right' as const },
        { text: line.time, alignment: 'right' as const, bold: true, noWrap: true }
      ])
    ]
  }
})

const head = (text: string, right = false): TableCell => ({
  text,
  color: SOFT,
  fontSize: 8,
  alignment: right ? 'right' : 'left'
})

/** One record, each cell as a first line and softer ones below it. */
export interface RecordLine {
  readonly day: string
  readonly title: string
  readonly titleNotes: readonly (string | null)[]
  readonly organiser: string
  readonly organiserNotes: readonly (string | null)[]
  readonly confirmer: string
  readonly confirmerNotes: readonly (string | null)[]
  readonly time: string
}

/** The list of records. Its head comes again on each page, and no record is torn between two. */
export const recordTable = (lines: readonly RecordLine[], locale: Locale): Content => {
  const t = passportWords(locale)
  return {
    layout: 'lines',
    margin: [0, 10, 0, 0],
    table: {
      headerRows: 2,
      dontBreakRows: true,
      keepWithHeaderRows: 1,
      widths: [52, '*', 124, 96, 'auto'],
      body: [
        [{ text: t('passport.records'), fontSize: 12, bold: true, colSpan: 5 }, '', '', '', ''],
        [
          head(t('passport.date')),
          head(t('passport.action')),
          head(t('passport.organiser')),
          head(t('passport.confirmedBy')),
          head(t('passport.time'), true)
        ],
        ...lines.map((line): TableCell[] => [
          line.day,
          cell(line.title, line.titleNotes, true),
          cell(line.organiser, line.organiserNotes),
          cell(line.confirmer, line.confirmerNotes),
          { text: line.time, alignment: 'right', bold: true, noWrap: true }
        ])
      ]
    }
  }
}

const cell = (text: string, notes: readonly (string | null)[], bold = false): TableCell => ({
  stack: [
    { text, bold },
    ...notes.filter((note) => note).map((note) => ({ text: note!, color: SOFT, fontSize: 8 }))
  ]
})

/** An address as somebody types it. */
export const addressOf = (url: string): string => url.replace(/^https?:\/\//, '')

interface Code {
  readonly text: string
  readonly title: string
  /** What it is for, and how it is read. */
  readonly words: string
  /** The same for whoever types. */
  readonly typed?: readonly Content[]
}

const CODE_SIZE = 96

/** Codes side by side, each with its words beside it and what may be typed instead below it. */
export const codes = (each: readonly Code[]): Content => ({
  unbreakable: true,
  margin: [0, QUIET, 0, 0],
  columnGap: GAP,
  columns: each.map(({ text, title, words, typed = [] }) => ({
    width: (WIDTH - GAP) / 2,
    stack: [
      {
        margin: [0, 0, 0, QUIET],
        columnGap: QUIET,
        columns: [
          { width: CODE_SIZE, svg: qrPicture(text), fit: [CODE_SIZE, CODE_SIZE] },
          {
            width: '*',
            stack: [
              { text: title, bold: true, margin: [0, 0, 0, 2] },
              { text: words, fontSize: 8.5 }
            ]
          }
        ]
      },
      ...typed
    ]
  }))
})

/** A code beside the words that say what it is for. */
export const coded = (text: string, words: Content[], size: number): Content => ({
  unbreakable: true,
  margin: [0, QUIET, 0, 0],
  columnGap: 16,
  columns: [
    { width: size, svg: qrPicture(text), fit: [size, size] },
    { width: '*', margin: [0, 8, 0, 0], stack: words }
  ]
})

/** Characters of the kind we print that the largest code of middle redundancy takes. */
const MIDDLE_CHARS_MAX = 3_391

/** Runs of dark modules as one bar each: a path a third as long as with squares. Whoever places it leaves the quiet zone. */
function qrPicture(text: string): string {
  const { data, size } = encode(text, { ecc: text.length > MIDDLE_CHARS_MAX ? 'L' : 'M', border: 0 })
  const bars = data.flatMap((row, y) => {
    const dark = row.map((isDark) => (isDark ? '1' : '0')).join('')
    return [...dark.matchAll(/1+/g)].map(
      ({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`
    )
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><rect width="${size}" height="${size}" fill="#fff"/><path d="${bars.join('')}" fill="#000"/></svg>`
}

/** Text for programs, exactly as it stands. */
export const verbatim = (text: string): Content => ({
  text,
  fontSize: 6.5,
  lineHeight: 1.3,
  wordBreak: 'break-all',
  preserveLeadingSpaces: true,
  margin: [0, 2, 0, 6]
})

/** The sentence that every extract carries, where nobody misses it. */
export const sentence = (text: string): Content => ({
  unbreakable: true,
  margin: [0, 14, 0, 0],
  layout: 'sentence',
  table: { widths: ['*'], body: [[{ text, bold: true }]] }
})

const thin = { color: () => LINE, width: () => 0.5 }

/** Named above as `layout`. */
export const LAYOUTS = {
  lines: {
    hLineWidth: (at: number) => (at === 0 ? 0 : 0.5),
    vLineWidth: () => 0,
    hLineColor: thin.color,
    paddingLeft: (at: number) => (at === 0 ? 0 : 5),
    paddingRight: () => 3,
    paddingTop: () => 4,
    paddingBottom: () => 4
  },
  facts: {
    hLineWidth: thin.width,
    vLineWidth: () => 0,
    hLineColor: thin.color,
    paddingLeft: () => 0,
    paddingRight: () => 6,
    paddingTop: () => 3,
    paddingBottom: () => 3
  },
  measures: {
    hLineWidth: () => 1.2,
    vLineWidth: () => 0,
    hLineColor: () => INK,
    paddingLeft: () => 0,
    paddingRight: () => 22,
    paddingTop: () => 7,
    paddingBottom: () => 6
  },
  sentence: {
    hLineWidth: () => 0,
    vLineWidth: (at: number) => (at === 0 ? 3 : 0),
    vLineColor: () => SUN,
    paddingLeft: () => 10,
    paddingRight: () => 0,
    paddingTop: () => 3,
    paddingBottom: () => 3
  }
}
