import { z } from 'zod'
import { decodeCursor, encodeCursor } from '#platform/validation.ts'
import type { ShiftPlace } from './ports.ts'

const placeForm = z.tuple([z.iso.datetime(), z.uuid()])

/** Where a list of shifts goes on; null at its beginning, also for a cursor that is not ours. */
export function placeAt(cursor: string | undefined): ShiftPlace | null {
  const { data } = placeForm.safeParse(decodeCursor(cursor))
  return data ? { startsAt: new Date(data[0]), shiftId: data[1] } : null
}

/** What stands in an address to go on after a shift. */
export const cursorAfter = ({ shift }: { readonly shift: ShiftPlace }): string =>
  encodeCursor([shift.startsAt.toISOString(), shift.shiftId])
