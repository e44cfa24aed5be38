import { randomBytes, randomUUID } from 'node:crypto'
import canonicalize from 'canonicalize'
import { v7 as uuidv7 } from 'uuid'
import { sql } from 'kysely'
import type { Db } from '#platform/database/database.ts'
import { ed25519, nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { ledgerStore } from '#features/ledger/adapters/store.ts'
import type { Draft, Ports, RecordSource, TileStorage } from '#features/ledger/app/ports.ts'
import { SIGNATURE_TYPES, verifierKey } from '#features/ledger/domain/note.ts'
import { NO_QUORUM } from '#features/ledger/domain/policy.ts'

/** A queue of records in a table of the test's own, so that the ledger is tested without the contexts before it. */
export async function makeQueue(db: Db): Promise<void> {
  await sql`create table test_draft (id bigserial primary key, draft jsonb not null)`.execute(db)
}

export async function enqueue(db: Db, drafts: readonly Draft[]): Promise<void> {
  await sql`insert into test_draft (draft)
    select draft from jsonb_array_elements(${JSON.stringify(drafts)}::jsonb) as one (draft)`.execute(db)
}

export const queueSource: RecordSource = {
  async take(db, limit) {
    const { rows } = await sql<{ draft: Draft }>`with taken as (
        delete from test_draft where id in (select id from test_draft order by id limit ${limit})
        returning id, draft
      ) select draft from taken order by id`.execute(db)
    return rows.map((row) => row.draft)
  },
  current: async () => [],
  unlogged: async () => [],
  projectionFaults: async () => []
}

export const aDraft = (minutes: number, change: Partial<Draft> = {}): Draft => {
  const contributionId = change.contributionId ?? randomUUID()
  const record = {
    contribution: contributionId,
    state: 'confirmed',
    organiser: 'o-1',
    minutes,
    confirmedAt: new Date()
  }
  return { personId: randomUUID(), contributionId, version: 1, stands: true, record, ...change }
}

export const LOG_NAME = 'log.test/log'

export function ledgerPorts(
  storage: TileStorage,
  privateKey: Uint8Array,
  change: Partial<Ports> = {}
): Ports {
  const { publicKey, sign } = ed25519.signer(privateKey)
  return {
    store: ledgerStore,
    storage,
    source: queueSource,
    facts: async () => [],
    revocations: async () => [],
    signers: [{ key: verifierKey(nodeSha256, LOG_NAME, SIGNATURE_TYPES.ed25519, publicKey), sign }],
    witnesses: [],
    quorum: NO_QUORUM,
    policy: 'quorum none\n',
    url: 'https://log.test/log',
    warn: () => {},
    sha256: nodeSha256,
    verify: ed25519.verify,
    canonicalize: (value) => canonicalize(value)!,
    newSalt: () => new Uint8Array(randomBytes(32)),
    newId: () => uuidv7(),
    now: () => new Date(),
    ...change
  }
}
