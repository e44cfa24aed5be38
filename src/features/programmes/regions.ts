import { z } from 'zod'
import data from '#data/regions.json' with { type: 'json' }
import type { Day, Locale } from '#platform/prelude/index.ts'

/** Two digits of KATO, which are also the number in ISO 3166-2:KZ. */
export type RegionCode = keyof typeof data.regions

export interface Region {
  readonly code: RegionCode
  /** 'KZ-71' */
  readonly iso: string
  readonly name: Readonly<Record<Locale, string>>
  /** Fits a tile of the map. */
  readonly short: Readonly<Record<Locale, string>>
  /** Place on the tile map: row from the north, column from the west, both from 0. */
  readonly row: number
  readonly col: number
  /** The administrative centre of today. */
  readonly centre: Readonly<Record<Locale, string>>
  /** First day of a unit formed after 2020; null for the older ones. */
  readonly since: Day | null
  readonly formerly: readonly {
    readonly name: Readonly<Record<Locale, string>>
    readonly from: Day
    /** First day of the name that followed. */
    readonly until: Day
  }[]
}

export const REGION_CODES = Object.keys(data.regions) as [RegionCode, ...RegionCode[]]

/** The twenty regions of today, in the order of their codes. */
export const REGIONS: readonly Region[] = REGION_CODES.map((code) => ({
  code,
  iso: `KZ-${code}`,
  ...data.regions[code]
}))

export const regionCode = z.enum(REGION_CODES)

export const isRegionCode = (code: string): code is RegionCode => Object.hasOwn(data.regions, code)

/** The region of a code that has already been checked. */
export const regionOf = (code: RegionCode): Region => REGIONS[REGION_CODES.indexOf(code)]!

export const regionName = (code: RegionCode, locale: Locale): string => data.regions[code].name[locale]

/** Regions to choose from, in the order of the reader's alphabet. */
export const regionOptions = (locale: Locale): { value: RegionCode; label: string }[] =>
  REGIONS.map(({ code, name }) => ({ value: code, label: name[locale] })).toSorted((a, b) =>
    a.label.localeCompare(b.label, locale)
  )

/** Whether a region is a city, whose own name says where in it one is. */
const isCity = (code: RegionCode): boolean => data.regions[code].name.kk.endsWith(' қаласы')

/** «Көкшетау, Ақмола облысы», and «Астана қаласы» once, in whichever language the locality was written. */
export function placeName(
  { locality, regionCode }: { locality: string; regionCode: RegionCode },
  locale: Locale,
  on?: Day
): string {
  const region = on ? regionNameOn(regionCode, on, locale) : regionName(regionCode, locale)
  const { short } = data.regions[regionCode]
  const said = !locality || (isCity(regionCode) && Object.values(short).includes(locality))
  return said ? region : `${locality}, ${region}`
}

/** The name a region bore on a day: 71 was the city of Nur-Sultan in 2020. */
export function regionNameOn(code: RegionCode, on: Day, locale: Locale): string {
  const earlier = regionOf(code).formerly.find(({ from, until }) => from <= on && on < until)
  return (earlier?.name ?? data.regions[code].name)[locale]
}

/** The regions of today that make up what bore the given codes on a day. */
export function regionsToday(codes: readonly RegionCode[], asOf: Day): RegionCode[] {
  const later = data.splits.filter((split) => asOf < split.on)
  return codes.flatMap((code) => (later.find((split) => split.code === code)?.into ?? [code]) as RegionCode[])
}
