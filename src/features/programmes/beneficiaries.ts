import { z } from 'zod'
import data from '#data/beneficiaries.json' with { type: 'json' }
import type { Locale } from '#platform/prelude/index.ts'

/** Whom an action helps. */
export type Beneficiary = keyof typeof data.beneficiaries

export const BENEFICIARIES = Object.keys(data.beneficiaries) as [Beneficiary, ...Beneficiary[]]

export const beneficiary = z.enum(BENEFICIARIES)

export const beneficiaryName = (code: Beneficiary, locale: Locale): string =>
  data.beneficiaries[code].name[locale]
