import type { Db } from '#platform/database/database.ts'
import { formatVerifierKey } from '../domain/note.ts'
import type { Fact, Ports } from './ports.ts'

/** The log's own keys, which begin with the log. */
export const logKeyFacts = ({ signers }: Pick<Ports, 'signers'>, began: Date): Fact[] =>
  signers.map(({ key }) => {
    const vkey = formatVerifierKey(key)
    return {
      type: 'key-event',
      subject: vkey,
      series: null,
      document: { v: 'erikti/key-event/v1', log: signers[0].key.name, event: 'begins', key: vkey },
      at: began
    }
  })

/** Puts in line for the log what is not there yet, in this order: once a type and subject, however often it is asked. */
export async function stateFacts(
  { store, canonicalize, newId, now }: Pick<Ports, 'store' | 'canonicalize' | 'newId' | 'now'>,
  db: Db,
  facts: readonly Fact[]
): Promise<void> {
  for (const { type, subject, document } of facts)
    await store.addStatement(db, {
      statementId: newId(),
      type,
      subject,
      document: canonicalize(document),
      at: now()
    })
}
