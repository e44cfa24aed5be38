import { checkDigit, err, failure, ok, type Result } from '#platform/prelude/index.ts'

/**
 * The business identification number (БСН, БИН): YYMM of registration, the kind of holder, head office or part of
 * one, five of serial, a check digit.
 */
export interface Bin {
  readonly digits: string
  readonly holder: BinHolder
  readonly part: BinPart
}

export type BinHolder = 'resident' | 'non-resident' | 'joint-entrepreneurs'
export type BinPart = 'head' | 'branch' | 'representative-office' | 'farm'

const BIN_DIGITS = 12
const HOLDERS: Readonly<Record<string, BinHolder>> = {
  4: 'resident',
  5: 'non-resident',
  6: 'joint-entrepreneurs'
}
const PARTS: Readonly<Record<string, BinPart>> = {
  0: 'head',
  1: 'branch',
  2: 'representative-office',
  3: 'farm'
}

/** Checks a number; each way of being wrong has a code of its own. */
export function parseBin(input: string): Result<Bin> {
  const fault = (code: string) => err(failure.invalid(code, { field: 'bin' }))
  if (!/^\d*$/.test(input)) return fault('bin-digits')
  if (input.length !== BIN_DIGITS) return fault('bin-length')
  if (!/^(0[1-9]|1[0-2])$/.test(input.slice(2, 4))) return fault('bin-month')
  const holder = HOLDERS[input[4]!]
  if (!holder) return fault('bin-kind')
  const part = PARTS[input[5]!]
  if (!part) return fault('bin-part')
  const check = checkDigit(input.slice(0, -1))
  if (check === null) return fault('bin-unusable')
  if (check !== Number(input.at(-1))) return fault('bin-checksum')
  return ok({ digits: input, holder, part })
}

/**
 * A well-formed number for the synthetic world: development, tests and benches. Its registration year 99 and
 * serials from 0 are not those of a known company. null for the few prefixes that have no check digit.
 */
export function generateBin(serial: number): string | null {
  const body = `991240${String(serial).padStart(5, '0')}`
  const check = checkDigit(body)
  return check === null ? null : `${body}${check}`
}
