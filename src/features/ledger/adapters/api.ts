import { z } from 'zod'
import { endpoint, type Endpoint } from '#platform/http/endpoint.ts'
import type { Ledger } from '../index.ts'
import { logReadingOut, presentLogReading } from './reading-out.ts'

export const ledgerApi = ({ queries }: Pick<Ledger, 'queries'>): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/log/entries',
    summary:
      'Say of entries of the public log when they were written and whether they were corrected since; `index` may be repeated',
    tag: 'ledger',
    useCase: queries.lookUp,
    output: logReadingOut,
    present: presentLogReading
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
