import { z } from 'zod'
import data from '#data/nationwide-projects.json' with { type: 'json' }
import type { Day, Locale } from '#platform/prelude/index.ts'
import type { Direction } from './directions.ts'
import { regionsToday, type RegionCode } from './regions.ts'

export type ProgrammeSlug = keyof typeof data.projects

/** What a target counts. */
export type Measure = keyof typeof data.measures

export interface Target {
  readonly measure: Measure
  /** «более 1000» is not «не менее 1000»: the comparator is part of the target. */
  readonly comparator: '>' | '>=' | '='
  readonly value: number
  /** To be reached in every region by itself. */
  readonly perRegion: boolean
}

export interface SupportCentre {
  readonly city: Readonly<Record<Locale, string>>
  /** The region of today that the city is in. */
  readonly region: RegionCode
}

/** A nationwide project. It runs in all regions; `base` only says where its base centres' territories are. */
export interface Programme {
  readonly slug: ProgrammeSlug
  readonly name: Readonly<Record<Locale, string>>
  readonly meaning: Readonly<Record<Locale, string>>
  readonly purpose: Readonly<Record<Locale, string>>
  readonly directions: readonly Direction[]
  readonly centres: readonly SupportCentre[]
  readonly base: {
    /** The day as of which the territories were named. */
    readonly asOf: Day
    /** Codes as they were on that day. */
    readonly named: readonly RegionCode[]
    readonly today: readonly RegionCode[]
  }
  readonly targets: readonly Target[]
}

export const PROGRAMME_SLUGS = Object.keys(data.projects) as [ProgrammeSlug, ...ProgrammeSlug[]]

// JSON is typed wider than what stands in it; programmes.test.ts holds it to these types.
const entries = data.projects as unknown as Record<
  ProgrammeSlug,
  Omit<Programme, 'slug' | 'base'> & { base: RegionCode[] }
>

/** The nationwide projects, in the order of their source. */
export const PROGRAMMES: readonly Programme[] = PROGRAMME_SLUGS.map((slug) => {
  const { base, ...project } = entries[slug]
  return {
    slug,
    ...project,
    base: { asOf: data.asOf, named: base, today: regionsToday(base, data.asOf) }
  }
})

export const programme = z.enum(PROGRAMME_SLUGS)

export const programmeOf = (slug: string): Programme | undefined =>
  PROGRAMMES.find((candidate) => candidate.slug === slug)

export const programmeName = (slug: ProgrammeSlug, locale: Locale): string => entries[slug].name[locale]

export const measureName = (measure: Measure, locale: Locale): string => data.measures[measure][locale]
