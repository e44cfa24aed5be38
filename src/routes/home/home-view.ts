import type { DataItem, MapLegendItem, MapTile } from '#design/index.ts'
import { actionCard } from '#features/opportunities/ui/action-view.ts'
import type { FoundAction } from '#features/opportunities/index.ts'
import { CONSTITUTIONAL_NORM, normStageOn, type RegionCode, regionMap } from '#features/programmes/index.ts'
import { projectCards } from '#features/programmes/ui/project-view.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDay, formatNumber } from '#platform/i18n/format.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'

type Counts = ReadonlyMap<RegionCode, number>

/** What the home page is made of. */
export interface HomeFacts {
  readonly actions: Counts
  readonly organisers: Counts
  readonly soonest: readonly FoundAction[]
  readonly today: Day
}

export interface HomeView {
  readonly map: { tiles: MapTile[]; legend: MapLegendItem[] }
  readonly actions: string
  readonly organisers: string
  readonly soonest: readonly DataItem[]
  readonly projects: ReturnType<typeof projectCards>
  readonly norm: {
    readonly text: string
    readonly link: string
    readonly stage: { readonly date: string; readonly text: string } | null
  }
}

const total = (counts: Counts): number => counts.values().reduce((sum, count) => sum + count, 0)

/** The last view in each language: the facts are the same objects for a minute, and the page is asked for often. */
const kept = new Map<Locale, { facts: HomeFacts; view: HomeView }>()

/** What the home page shows, in words. */
export function homeView(facts: HomeFacts, locale: Locale): HomeView {
  const last = kept.get(locale)
  const isSame = (name: keyof HomeFacts) => last!.facts[name] === facts[name]
  if (last && (['actions', 'organisers', 'soonest', 'today'] as const).every(isSame)) return last.view
  const view = makeView(facts, locale)
  kept.set(locale, { facts, view })
  return view
}

function makeView({ actions, organisers, soonest, today }: HomeFacts, locale: Locale): HomeView {
  const stage = normStageOn(today)
  return {
    map: regionMap(actions, locale, (code) => href(locale, `/actions?region=${code}`)),
    actions: formatNumber(total(actions), locale),
    organisers: formatNumber(total(organisers), locale),
    soonest: soonest.map((found) => {
      const { title, href, meta } = actionCard(found, locale)
      const [when, where] = meta
      return { term: when!.text, text: title, href, note: where!.text }
    }),
    projects: projectCards(locale),
    norm: {
      text: CONSTITUTIONAL_NORM.text[locale],
      link: CONSTITUTIONAL_NORM.link[locale],
      stage: stage && { date: formatDay(stage.on, locale), text: stage.text[locale] }
    }
  }
}
