import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { SDJwtInstance } from '@sd-jwt/core'
import { credentialPorts } from '#features/credentials/adapters/ports.ts'
import { keyring, memoryStorage } from '#features/credentials/adapters/keyring.ts'
import type { WalletPorts } from '#features/credentials/app/wallets.ts'
import { didOf } from '#features/credentials/domain/keys.ts'
import { badgeOf } from '#features/credentials/domain/open-badge.ts'
import { createCredentials, type Statement } from '#features/credentials/index.ts'
import { ephemeralKeystore } from '#platform/keystore/keystore.ts'

export const PUBLIC_URL = 'https://erikti.example'
export const ISSUER_NAME = 'Erikti'

/** An issuer with keys of its own, made on the day before everything else happens. */
export function anIssuer(
  now: () => Date,
  publicUrl = PUBLIC_URL,
  statementOf: WalletPorts['statementOf'] = async () => null
) {
  const keystore = ephemeralKeystore()
  const keys = keyring({
    storage: memoryStorage(),
    keystore,
    publicUrl,
    issuerName: ISSUER_NAME,
    now
  })
  const ports = credentialPorts({
    keys,
    publicUrl,
    issuerName: ISSUER_NAME,
    keystore,
    statementOf,
    logEntriesOf: async () => new Map(),
    onPublished: async () => {}
  })
  return { keys, ports, credentials: createCredentials(ports) }
}

/** A badge for the first contribution of {@link aStatement}, not signed yet, and what signs and checks it. */
export async function aBadge({ keys, ports }: ReturnType<typeof anIssuer>) {
  const did = didOf(ports.publicUrl)
  const key = (await keys.list()).findLast(({ algorithm }) => algorithm === 'Ed25519')!
  const { holder, records } = aStatement()
  const document = badgeOf(
    {
      publicUrl: ports.publicUrl,
      issuer: { did, name: ports.issuerName },
      credentialId: '0190a8e0-0000-7000-8000-000000000002',
      slot: { listId: 1, index: 7 },
      issuedAt: new Date(),
      locale: 'kk'
    },
    holder,
    records[0]!,
    null,
    { criteria: 'c', minutes: 'm', evidence: 'e', clrName: 'r' }
  )
  return { did, key, document }
}

/** A passport of three contributions. */
export function aStatement(personId = '01930000-0000-7000-8000-00000000000a'): Statement {
  const record = (at: number, minutes: number, directions: string[]) => ({
    contributionId: `01930000-0000-7000-8000-0000000000${10 + at}`,
    version: 1,
    actionId: `01930000-0000-7000-8000-0000000000${20 + at}`,
    organiserId: '01930000-0000-7000-8000-000000000030',
    organiserName: { kk: '«Жасыл ел» қоры', ru: 'Фонд «Зелёная страна»' },
    title: { kk: 'Ағаш отырғызу', ru: 'Посадка деревьев', en: 'Tree planting' },
    role: { kk: 'Ағаш отырғызушы' },
    regionCode: '71',
    locality: 'Астана',
    directions,
    startedAt: new Date(`2026-0${4 + at}-12T04:00:00Z`),
    endedAt: new Date(Date.parse(`2026-0${4 + at}-12T04:00:00Z`) + minutes * 60_000),
    minutes,
    grade: 'strong',
    confirmedAt: new Date(`2026-0${4 + at}-13T06:00:00Z`),
    confirmerRole: 'coordinator'
  })
  return {
    holder: { personId, passportId: '01930000-0000-7000-8000-00000000000b', name: 'Айгерім Сейітова' },
    totals: {
      minutes: 440,
      engagements: 3,
      first: '2026-04-12',
      last: '2026-06-12',
      byDirection: [
        { direction: 'environmental', minutes: 260, engagements: 2 },
        { direction: 'social', minutes: 180, engagements: 1 }
      ]
    },
    records: [
      record(0, 140, ['environmental']),
      record(1, 120, ['environmental']),
      record(2, 180, ['social'])
    ]
  }
}

/** A wallet: a P-256 key and the proofs it makes. */
export function aWallet() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  const signer = (data: string): string =>
    sign('sha256', Buffer.from(data), {
      key: createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
      dsaEncoding: 'ieee-p1363'
    }).toString('base64url')
  return {
    jwk: { kty, crv, x, y } as Record<string, unknown>,
    signer,
    /** The library as a holder uses it: presents, with a proof of the key when it is told of what. */
    holder: new SDJwtInstance({
      hasher: (data: string | ArrayBuffer) =>
        new Uint8Array(
          createHash('sha256')
            .update(typeof data === 'string' ? data : new Uint8Array(data))
            .digest()
        ),
      hashAlg: 'sha-256',
      kbSigner: signer,
      kbSignAlg: 'ES256'
    })
  }
}
