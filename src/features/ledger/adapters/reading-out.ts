import { z } from 'zod'
import type { LogReading } from '../domain/reading.ts'

/** What the log shows a reader of entries, as every API gives it. */
export const logReadingOut = z.object({
  origin: z.string(),
  size: z.int(),
  witnesses: z.array(z.object({ name: z.string(), signedAt: z.iso.datetime() })),
  witnessed: z.enum(['quorum', 'local', 'not-yet', 'none']),
  entries: z.array(
    z.object({
      index: z.int(),
      since: z.iso.datetime().nullable(),
      amended: z.enum(['no', 'yes', 'unknown']),
      amendedBy: z.int().nullable()
    })
  )
})

export const presentLogReading = (reading: LogReading): z.input<typeof logReadingOut> => ({
  origin: reading.origin,
  size: reading.size,
  witnesses: reading.witnesses.map(({ name, signedAt }) => ({ name, signedAt: signedAt.toISOString() })),
  witnessed: reading.witnessed,
  entries: reading.entries.map(({ index, since, amended, amendedBy }) => ({
    index,
    since: since?.toISOString() ?? null,
    amended,
    amendedBy
  }))
})
