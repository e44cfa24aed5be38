import { multibaseOf, type Issuer, type PublicKey } from './keys.ts'

/** Something that befell a key, as the public log states it. */
export interface KeyEvent {
  readonly keyId: string
  readonly event: 'made' | 'retired' | 'revoked'
  readonly at: Date
  readonly document: object
}

const VERSION = 'erikti/key-event/v1'

/** Everything that ever befell the keys of an issuer, in the order in which it happened. */
export const keyEventsOf = ({ did, keys }: Pick<Issuer, 'did' | 'keys'>): KeyEvent[] =>
  keys.flatMap((key) => eventsOf(did, key)).sort((a, b) => a.at.getTime() - b.at.getTime())

function eventsOf(did: string, key: PublicKey): KeyEvent[] {
  const { keyId, algorithm, createdAt, retiredAt, revokedAt } = key
  const made = { algorithm, publicKeyMultibase: multibaseOf(key.jwk) }
  const event = (what: KeyEvent['event'], at: Date | null, more: object): KeyEvent[] =>
    at
      ? [
          {
            keyId,
            event: what,
            at,
            document: { v: VERSION, issuer: did, key: keyId, event: what, at: at.toISOString(), ...more }
          }
        ]
      : []
  return [
    ...event('made', createdAt, made),
    ...event('retired', retiredAt, {}),
    ...event('revoked', revokedAt, {})
  ]
}
