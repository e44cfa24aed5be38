import { join } from 'node:path'
import { fileStorage, keyring, memoryStorage } from '#features/credentials/adapters/keyring.ts'
import type { Credentials, KeyKeeper } from '#features/credentials/index.ts'
import type { ContributionStore } from '#features/contributions/app/ports.ts'
import type { PassportContext } from '#features/passport/index.ts'
import type { People } from '#features/people/index.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Config } from './config.ts'

/** The name under which credentials are issued. */
export const ISSUER_NAME = 'Erikti'

interface Needs {
  readonly config: Pick<Config, 'home' | 'publicUrl'>
  readonly keystore: Keystore
  now(): Date
}

/** The issuer's keys, in a file of `home` beside the keystore that encrypts them. */
export const issuerKeys = ({ config, ...needs }: Needs): KeyKeeper =>
  keyring({
    ...needs,
    storage: fileStorage(join(config.home, 'issuer-keys.json')),
    publicUrl: config.publicUrl,
    issuerName: ISSUER_NAME
  })

/** Keys made for the moment: tests. */
export const momentaryIssuerKeys = ({ config, ...needs }: Needs): KeyKeeper =>
  keyring({
    ...needs,
    storage: memoryStorage(),
    publicUrl: config.publicUrl,
    issuerName: ISSUER_NAME
  })

interface Withdrawing {
  readonly people: Pick<People, 'cards'>
  readonly extractsOn: PassportContext['extractsOn']
  readonly withdrawIn: Credentials['withdrawIn']
}

/**
 * What was issued of a contribution is withdrawn in the transaction that corrects it, together with what was issued of
 * the passport and the extracts that it stands in. Contributions know nothing of credentials: their store is wrapped.
 */
export const withdrawingStore = (
  store: ContributionStore,
  { people, extractsOn, withdrawIn }: Withdrawing
): ContributionStore => ({
  ...store,
  async append(db, entries) {
    const written = await store.append(db, entries)
    const corrected = entries.filter(({ kind, personId }) => kind !== 'record' && written.has(personId))
    if (!corrected.length) return written
    const cards = await people.cards(
      db,
      corrected.map(({ personId }) => personId)
    )
    for (const { personId, contributionId, decidedAt } of corrected) {
      const passportId = cards.get(personId)?.passportId
      const subjectIds = [
        contributionId,
        ...(passportId ? [passportId] : []),
        ...(await extractsOn(db, personId, contributionId, decidedAt))
      ]
      await withdrawIn(db, decidedAt, { personId, subjectIds, reason: 'corrected' })
    }
    return written
  }
})
