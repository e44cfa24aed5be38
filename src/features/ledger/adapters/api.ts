import { z } from 'zod'
import { endpoint, type Endpoint } from '#platform/http/endpoint.ts'
import type { Ledger } from '../index.ts'

export const ledgerApi = ({ queries }: Pick<Ledger, 'queries'>): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/me/contributions/{contributionId}/log-proof',
    summary:
      'Give the proof that the public log holds one of my records, as a tlog-proof file with the record inside',
    tag: 'ledger',
    useCase: queries.myProof,
    output: z.object({ contributionId: z.uuid(), version: z.int(), proof: z.string() }),
    present: ({ contributionId, version, proof }) => ({ contributionId, version, proof })
  })
]
