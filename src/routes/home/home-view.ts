import type { MapLegendItem, MapTile } from '#design/index.ts'
import { CONSTITUTIONAL_NORM, normStageOn, type RegionCode, regionMap } from '#features/programmes/index.ts'
import { projectCards } from '#features/programmes/ui/project-view.ts'
import { href } from '#platform/i18n/addresses.ts'
import { formatDay, formatNumber } from '#platform/i18n/format.ts'
import type { Day, Locale } from '#platform/prelude/index.ts'

type Counts = ReadonlyMap<RegionCode, number>

export interface HomeView {
  readonly map: { tiles: MapTile[]; legend: MapLegendItem[] }
  readonly actions: string
  readonly organisers: string
  readonly projects: ReturnType<typeof projectCards>
  readonly norm: {
    readonly text: string
    readonly link: string
    readonly stage: { readonly date: string; readonly text: string } | null
  }
}

const total = (counts: Counts): number => counts.values().reduce((sum, count) => sum + count, 0)

/** The last view in each language: the counts are the same objects for a minute, and the page is asked for often. */
const kept = new Map<Locale, { actions: Counts; organisers: Counts; today: Day; view: HomeView }>()

/** What the home page shows, in words. */
export function homeView(actions: Counts, organisers: Counts, locale: Locale, today: Day): HomeView {
  const last = kept.get(locale)
  if (last?.actions === actions && last.organisers === organisers && last.today === today) return last.view
  const view = makeView(actions, organisers, locale, today)
  kept.set(locale, { actions, organisers, today, view })
  return view
}

function makeView(actions: Counts, organisers: Counts, locale: Locale, today: Day): HomeView {
  const stage = normStageOn(today)
  return {
    map: regionMap(actions, locale, (code) => href(locale, `/actions?region=${code}`)),
    actions: formatNumber(total(actions), locale),
    organisers: formatNumber(total(organisers), locale),
    projects: projectCards(locale),
    norm: {
      text: CONSTITUTIONAL_NORM.text[locale],
      link: CONSTITUTIONAL_NORM.link[locale],
      stage: stage && { date: formatDay(stage.on, locale), text: stage.text[locale] }
    }
  }
}
