import { z } from 'zod'
import { endpoint, type Endpoint } from '#platform/http/endpoint.ts'
import type { Ledger } from '../index.ts'

export const ledgerApi = ({ queries }: Pick<Ledger, 'queries'>): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/log/entries',
    summary:
      'Say of entries of the public log when they were written and whether they were corrected since; `index` may be repeated',
    tag: 'ledger',
    useCase: queries.lookUp,
    output: z.object({
      origin: z.string(),
      size: z.int(),
      witnesses: z.array(z.object({ name: z.string(), signedAt: z.iso.datetime() })),
      witnessed: z.enum(['quorum', 'local', 'not-yet']),
      entries: z.array(
        z.object({
          index: z.int(),
          since: z.iso.datetime().nullable(),
          amended: z.enum(['no', 'yes', 'unknown']),
          amendedBy: z.int().nullable()
        })
      )
    }),
    present: ({ origin, size, witnesses, witnessed, entries }) => ({
      origin,
      size,
      witnesses: witnesses.map(({ name, signedAt }) => ({ name, signedAt: signedAt.toISOString() })),
      witnessed,
      entries: entries.map(({ index, since, amended, amendedBy }) => ({
        index,
        since: since?.toISOString() ?? null,
        amended,
        amendedBy
      }))
    })
  }),
  endpoint({
    method: 'get',
    path: '/me/contributions/{contributionId}/log-proof',
    summary:
      'Give the proof that the public log holds one of my records, as a tlog-proof file with the record inside',
    tag: 'ledger',
    useCase: queries.myProof,
    output: z.object({ contributionId: z.uuid(), version: z.int(), proof: z.string() }),
    present: ({ contributionId, version, file }) => ({ contributionId, version, proof: file })
  })
]
