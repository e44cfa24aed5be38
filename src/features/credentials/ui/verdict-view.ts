import type { IconName, PassportPageView, RecordItem, Tone } from '#design/index.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'
import type { Disclosed, DisclosedRecord } from '../domain/disclosed.ts'
import type {
  Check,
  Finding,
  LogFinding,
  LoggedEntry,
  Outcome,
  ProblemCode,
  Verdict
} from '../domain/verdict.ts'
import { fill, languageOf, type Figures, type Language } from './language.ts'
import type { PageKey } from './messages/index.ts'

/*
 * A verdict in plain words. The same function runs on the server and in the page, without a network too; all words
 * come with the page.
 */

/** Everything that the answer is written with, in one language. */
export interface VerdictWords {
  readonly locale: Locale
  readonly text: Readonly<Record<PageKey, string>>
  /** By check and outcome: `status.holds`. */
  readonly checks: Readonly<Record<`${Check}.${Outcome}`, string>>
  readonly problems: Readonly<Record<ProblemCode, string>>
  readonly figures: Figures
  /** Names of codes that other contexts own. */
  readonly names: Readonly<
    Record<'directions' | 'grades' | 'roles' | 'regions', Readonly<Record<string, string>>>
  >
  readonly tones: Readonly<Record<string, Tone>>
}

/** Where and with what the check was made. */
export interface Circumstances {
  /** `keeper`: the server, which has the document itself. */
  readonly by: 'page' | 'server' | 'keeper'
  readonly now: Date
  /** No network: what is kept was all there was. */
  readonly offline?: boolean
  /** When the issuer's keys were received; null when they are the server's own. */
  readonly keysAt?: Date | null
  /** The number on a passport, as it is printed. */
  passportNumber(passportId: string): string
}

export interface FindingView {
  readonly key: Check | 'witness'
  readonly tone: 'success' | 'warning' | 'danger' | 'info'
  readonly title: string
  readonly lines: readonly string[]
}

export interface ShownView {
  /** null when the holder kept back all but the records. */
  readonly passport: PassportPageView | null
  readonly records: readonly RecordItem[]
}

export interface VerdictView {
  readonly outcome: Verdict['outcome']
  readonly tone: 'success' | 'warning' | 'danger'
  readonly form: string | null
  readonly title: string
  readonly lead: string
  readonly findings: readonly FindingView[]
  readonly shown: ShownView | null
  /** When, where and with what. */
  readonly notes: readonly string[]
  readonly parts: readonly { readonly name: string; readonly view: VerdictView }[]
}

const TONES = { holds: 'success', open: 'warning', fails: 'danger' } as const
const WITNESS_TONES = { quorum: 'success', local: 'info', 'not-yet': 'warning', none: 'info' } as const
const FINDING_TONES = { holds: 'success', fails: 'danger', unknown: 'warning', 'not-asked': 'info' } as const

const BY = { page: 'verdict.byPage', server: 'verdict.byServer', keeper: 'verdict.byKeeper' } as const

/** A list that was published so recently needs no word about its age. */
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

interface Writing {
  readonly words: VerdictWords
  readonly language: Language
  readonly about: Circumstances
  say(key: PageKey, values?: Readonly<Record<string, string | number>>): string
}

/** What is said of a verdict; only what it holds, never more. */
export function verdictView(verdict: Verdict, words: VerdictWords, about: Circumstances): VerdictView {
  const writing: Writing = {
    words,
    about,
    language: languageOf(words.figures),
    say: (key, values = {}) => fill(words.text[key], values)
  }
  const { say } = writing
  const { outcome, form } = verdict
  return {
    outcome,
    tone: outcome === 'open' && isOnlyPrintOpen(verdict) ? 'success' : TONES[outcome],
    form: form && say(`forms.${form}`),
    ...headline(verdict, writing),
    findings: verdict.findings.flatMap((finding) => [
      ...findingView(finding, verdict, writing),
      ...(finding.check === 'log' && verdict.log ? [witnessView(verdict.log, writing)] : [])
    ]),
    shown: isDisclosed(verdict.disclosed) ? shownView(verdict.disclosed, verdict.log, writing) : null,
    notes: notesOf(writing),
    // One alone has been told already.
    parts:
      verdict.parts.length > 1
        ? verdict.parts.map(({ name, verdict: part }) => ({ name, view: verdictView(part, words, about) }))
        : []
  }
}

/** What stands on the pages of a PDF is never signed: it takes nothing from what its credentials prove. */
const isOnlyPrintOpen = ({ form, findings }: Verdict): boolean =>
  form === 'pdf' &&
  findings.every(
    ({ outcome, problems }) =>
      outcome !== 'unknown' || problems.every(({ code }) => code === 'print-not-checked')
  )

/** A failure is named by what failed first; what comes after it mostly follows from it. */
function headline(verdict: Verdict, writing: Writing): Pick<VerdictView, 'title' | 'lead'> {
  const { outcome, findings, parts } = verdict
  const { words, say } = writing
  if (outcome === 'holds') return { title: say('verdict.holds'), lead: say('verdict.holdsText') }
  if (outcome === 'open')
    return isOnlyPrintOpen(verdict)
      ? { title: say('verdict.pdf'), lead: say('verdict.pdfText') }
      : { title: say('verdict.open'), lead: say('verdict.openText') }
  const broken = parts.find((part) => part.verdict.outcome === 'fails')
  if (broken) return headline(broken.verdict, writing)
  const failed = findings.find((finding) => finding.outcome === 'fails')!
  const [problem] = failed.problems
  return failed.check === 'form' && problem
    ? { title: words.problems[problem.code], lead: say('verdict.failsForm') }
    : { title: words.checks[`${failed.check}.fails`], lead: say('verdict.failsText') }
}

/** Checks that were never reached say nothing, save the two that a reader has to make up for. */
function findingView(finding: Finding, verdict: Verdict, writing: Writing): FindingView[] {
  const { check, outcome, problems } = finding
  const isRead = verdict.disclosed !== null
  if (outcome === 'not-asked' && !(isRead && (check === 'holder' || check === 'log'))) return []
  if (outcome === 'holds' && check === 'form') return []
  const { words } = writing
  return [
    {
      key: check,
      tone: FINDING_TONES[outcome],
      title: words.checks[`${check}.${outcome}`],
      lines: [
        ...problems.map(({ code, at }) => (at ? `${words.problems[code]} (${at})` : words.problems[code])),
        ...detailsOf(finding, verdict, writing)
      ]
    }
  ]
}

function detailsOf({ check, outcome }: Finding, verdict: Verdict, writing: Writing): string[] {
  const { say, language } = writing
  const { issuer, issuedAt, validUntil, statusAsOf, log } = verdict
  switch (check) {
    case 'issuer':
      return [
        ...(issuer && outcome === 'holds'
          ? [say('verdict.issuer', { name: issuer.name, host: hostOf(issuer.did) })]
          : []),
        ...(issuedAt ? [say('verdict.issuedAt', { at: language.instant(issuedAt) })] : [])
      ]
    case 'time':
      if (validUntil) return [say('verdict.until', { day: language.date(lastMomentOf(validUntil)) })]
      return outcome === 'holds' ? [say('verdict.noTerm')] : []
    case 'status':
      return statusAsOf
        ? [say('verdict.asOf', { at: language.instant(statusAsOf), age: ageOf(statusAsOf, writing) })]
        : []
    case 'log':
      if (log) return logLines(log, writing)
      return outcome === 'not-asked' && namesNoEntry(verdict) ? [say('log.unnamed')] : []
    case 'holder':
      if (outcome === 'holds') return [say('verdict.walletHolds')]
      return outcome === 'not-asked' ? [say('verdict.compare')] : []
    default:
      return []
  }
}

/** What ends at midnight ends with the day before. */
const lastMomentOf = (validUntil: Date): Date => new Date(validUntil.getTime() - 1)

/** Only its totals are disclosed, or the log did not have its records yet. */
const namesNoEntry = ({ disclosed }: Verdict): boolean =>
  isDisclosed(disclosed) && disclosed.records.every(({ logIndex }) => logIndex === null)

/** `did:web:localhost%3A3000` is `localhost:3000`. */
const hostOf = (did: string): string => decodeURIComponent(did.replace(/^did:web:/, ''))

/** How long ago, in the largest whole unit. */
function ageOf(instant: Date, { about, say }: Writing): string {
  const ms = about.now.getTime() - instant.getTime()
  if (ms < MINUTE_MS) return say('age.now')
  if (ms < HOUR_MS) return say('age.minutes', { count: Math.floor(ms / MINUTE_MS) })
  if (ms < 2 * DAY_MS) return say('age.hours', { count: Math.floor(ms / HOUR_MS) })
  return say('age.days', { count: Math.floor(ms / DAY_MS) })
}

/** Since when, and whether it was amended since. */
function logLines({ entries, size }: LogFinding, writing: Writing): string[] {
  const { say, language } = writing
  const isQuiet = entries.length > 0 && entries.every(({ amended }) => amended === 'no')
  return [
    ...(entries.length ? [entriesLine(entries, writing)] : []),
    ...(isQuiet ? [say('log.unamended')] : []),
    ...(entries.length === 1 ? entries.flatMap((entry) => amendedText(entry, writing) ?? []) : []),
    say('log.tree', { size: language.number(size) })
  ]
}

/** Who vouches for the log besides its owner: a row of its own, though it takes nothing from what holds. */
function witnessView({ witnessed, witnesses }: LogFinding, { say, language }: Writing): FindingView {
  const signed = witnesses.map(({ name, signedAt }) =>
    say('log.witness', { name, at: language.instant(signedAt) })
  )
  const lines = {
    quorum: signed,
    local: [...signed, say('log.local')],
    'not-yet': signed.length ? [say('log.notEnough', { list: signed.join('; ') })] : [],
    none: [say('log.none')]
  }
  return {
    key: 'witness',
    tone: WITNESS_TONES[witnessed],
    title: say(`witness.${witnessed}`),
    lines: lines[witnessed]
  }
}

function entriesLine(entries: readonly LoggedEntry[], { say, language }: Writing): string {
  const [first] = entries
  const index = language.number(first!.index)
  const count = language.number(entries.length)
  const latest = entries.every(({ since }) => since)
    ? new Date(Math.max(...entries.map(({ since }) => since!.getTime())))
    : null
  const at = latest && language.instant(latest)
  if (entries.length === 1) return at ? say('log.entrySince', { index, at }) : say('log.entry', { index })
  return at ? say('log.entriesSince', { count, at }) : say('log.entries', { count })
}

function amendedText({ amended, amendedBy }: LoggedEntry, { say, language }: Writing): string | null {
  if (amended !== 'yes') return null
  return amendedBy === null
    ? say('log.amendedSomehow')
    : say('log.amended', { index: language.number(amendedBy) })
}

function notesOf({ about, say, language }: Writing): string[] {
  const { by, now, offline, keysAt } = about
  return [
    say('verdict.at', { at: language.instant(now) }),
    say(BY[by]),
    ...(offline ? [say('verdict.offline')] : []),
    ...(keysAt ? [say('verdict.keysAt', { at: language.instant(keysAt) })] : [])
  ]
}

/** Foreign credentials disclose whatever they like; only our own forms are set out. */
const isDisclosed = (value: unknown): value is Disclosed =>
  typeof value === 'object' && value !== null && 'records' in value && 'directions' in value

const LINE = ' · '

function shownView(disclosed: Disclosed, log: LogFinding | null, writing: Writing): ShownView {
  const amended = new Map(log?.entries.map((entry) => [entry.index, amendedText(entry, writing)]))
  return {
    passport: passportView(disclosed, writing),
    records: disclosed.records.map((record, at) =>
      recordView(record, String(at), amended.get(record.logIndex ?? -1) ?? null, writing)
    )
  }
}

function passportView(disclosed: Disclosed, writing: Writing): PassportPageView | null {
  const { words, about, say, language } = writing
  const { passportId, name, first, last, minutes, engagements, directions } = disclosed
  if (passportId === null && name === null && minutes === null && !directions.length) return null
  const time = say('shown.time')
  return {
    title: say('shown.document'),
    name: name ?? say('shown.noName'),
    fields: [
      ...(passportId ? [{ term: say('shown.number'), text: about.passportNumber(passportId) }] : []),
      ...(first && last
        ? [
            {
              term: say('shown.period'),
              text:
                first === last
                  ? language.day(first)
                  : say('shown.periodText', { from: language.day(first), to: language.day(last) })
            }
          ]
        : []),
      ...(engagements === null
        ? []
        : [{ term: say('shown.engagements'), text: language.number(engagements) }])
    ],
    ...(minutes === null ? {} : { total: { value: timeText(minutes, writing), caption: time } }),
    directionsTitle: say('shown.directions'),
    directions: directions.map((one) => ({
      key: one.direction in words.names.directions ? (one.direction as IconName) : 'flag',
      name: words.names.directions[one.direction] ?? one.direction,
      value: timeText(one.minutes, writing),
      note: `${say('shown.engagements')}: ${language.number(one.engagements)}`
    }))
  }
}

function recordView(
  record: DisclosedRecord,
  id: string,
  amended: string | null,
  writing: Writing
): RecordItem {
  const { words, say, language } = writing
  const { names, locale } = words
  const text = (value: DisclosedRecord['title']): string => pickText(value, locale).text
  const region = record.regionCode ? names.regions[record.regionCode] : null
  const line = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(LINE)
  const role = record.confirmerRole && (names.roles[record.confirmerRole] ?? record.confirmerRole)
  return {
    id,
    title: text(record.title),
    time: timeText(record.minutes, writing),
    lines: [
      line(
        language.date(new Date(record.from)),
        text(record.role),
        record.directions.map((code) => names.directions[code] ?? code).join(', ')
      ),
      line(text(record.organiser), record.locality, region?.includes(record.locality ?? '—') ? null : region),
      line(
        role && record.confirmedAt
          ? say('shown.confirmed', { role, day: language.date(new Date(record.confirmedAt)) })
          : null,
        record.logIndex === null
          ? null
          : say('shown.recordEntry', { index: language.number(record.logIndex) })
      )
    ].filter(Boolean),
    tags: [
      ...(record.grade
        ? [{ text: names.grades[record.grade] ?? record.grade, tone: words.tones[record.grade] ?? 'neutral' }]
        : []),
      ...(amended ? [{ text: amended, tone: 'warning' as const }] : [])
    ]
  }
}

/** Whole minutes as hours and minutes, never rounded. */
function timeText(minutes: number, { say, language }: Writing): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [
    ...(hours ? [`${language.number(hours)}\u00A0${say('units.hour')}`] : []),
    ...(rest || !hours ? [`${rest}\u00A0${say('units.minute')}`] : [])
  ].join(' ')
}
