/** Regions somebody serves as a front office: some of the twenty, or all as the national one. */
export type OfficeRegions<Region extends string = string> = readonly Region[] | 'all'

export const servesAny = (regions: OfficeRegions): boolean => regions === 'all' || regions.length > 0

export const serves = (regions: OfficeRegions, regionCode: string): boolean =>
  regions === 'all' || regions.includes(regionCode)
