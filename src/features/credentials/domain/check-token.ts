import type { PublicKey } from './keys.ts'
import type { Primitives } from './primitives.ts'
import {
  disclosedClaims,
  HOLDER_ALGORITHM,
  HOLDER_PROOF_TYPE,
  NEVER_DISCLOSED,
  readEnvelope,
  SD_JWT_VC_TYPE,
  vctOf,
  VCT_KINDS,
  type TokenEnvelope
} from './sd-jwt-vc.ts'
import { discloseClaims, parseSdJwt, type Jwt, type SdJwt } from './sd-jwt.ts'
import { checkLog } from './check-log.ts'
import { asText, NOTHING_DISCLOSED } from './disclosed.ts'
import type { JsonObject } from './strict-json.ts'
import {
  checkKeyTime,
  checkStatus,
  checkTime,
  chooseKey,
  CLOCK_SKEW_SECONDS,
  holderKeyOf,
  HOLDER_PROOF_SECONDS_MAX,
  type Trust
} from './trust.ts'
import { Findings, type Verdict } from './verdict.ts'

const FORM = 'sd-jwt'

/** Checks an SD-JWT VC, with the holder's proof if it brings one or the occasion asks for one. */
export async function checkToken(text: string, trust: Trust, primitives: Primitives): Promise<Verdict> {
  const findings = new Findings()
  const parsed = parseSdJwt(text)
  if (!parsed.ok) {
    findings.fails('form', parsed.error)
    return findings.verdict({ form: FORM })
  }
  const { jwt, disclosures } = parsed.value
  const envelope = readEnvelope(jwt.payload)
  if (!envelope) findings.fails('form', 'claims-malformed')
  if (jwt.header['typ'] !== SD_JWT_VC_TYPE) findings.fails('form', 'token-type-unknown', 'typ')
  if ('crit' in jwt.header) findings.fails('form', 'critical-header-unknown', 'crit')
  checkAlgorithm(findings, jwt)

  const issuer = trust.issuers.find((one) => one.url === envelope?.iss)
  const key = envelope && chooseKey(findings, issuer, asText(jwt.header['kid']), 'ES256')
  const about = { form: FORM, issuer: issuer ? { did: issuer.did, name: issuer.name } : null } as const
  if (!key || findings.failed('form', 'signature')) return findings.verdict(about)
  checkChain(findings, key, jwt.header['x5c'])
  if (!VCT_KINDS.some((kind) => vctOf(issuer!.url, kind) === envelope.vct))
    findings.fails('form', 'token-type-unknown', 'vct')

  if (!(await primitives.verify('ES256', key.jwk, jwt.signed, jwt.signature))) {
    findings.fails('signature', 'signature-wrong')
    return findings.verdict({ ...about, keyId: key.keyId })
  }
  const claims = await discloseClaims(jwt.payload, disclosures, primitives.digest)
  const hidden = claims.ok ? NEVER_DISCLOSED.find((name) => differs(claims.value, jwt.payload, name)) : null
  if (!claims.ok) findings.fails('form', claims.error)
  else if (hidden) findings.fails('form', 'claim-reserved', hidden)
  else findings.holds('form')
  findings.holds('signature')
  checkKeyTime(findings, key, envelope.issuedAt)
  checkTime(findings, trust.now, [envelope.issuedAt, envelope.notBefore], envelope.expiresAt)
  await checkHolder(findings, parsed.value, envelope, trust, primitives)
  const disclosed = claims.ok ? disclosedClaims(claims.value) : NOTHING_DISCLOSED
  const [statusAsOf, log] = await Promise.all([
    envelope.status &&
      checkStatus(findings, trust, { url: envelope.status.uri, index: envelope.status.index }),
    checkLog(findings, trust, disclosed)
  ])
  return findings.verdict({
    ...about,
    keyId: key.keyId,
    issuedAt: envelope.issuedAt,
    validUntil: envelope.expiresAt,
    statusAsOf: statusAsOf ?? null,
    log,
    disclosed
  })
}

const differs = (one: JsonObject, other: JsonObject, name: string): boolean =>
  JSON.stringify(one[name]) !== JSON.stringify(other[name])

function checkAlgorithm(findings: Findings, { header }: Jwt): void {
  const algorithm = typeof header['alg'] === 'string' ? header['alg'] : 'none'
  if (algorithm.toLowerCase() === 'none') findings.fails('signature', 'algorithm-none')
  else if (algorithm !== 'ES256') findings.fails('signature', 'algorithm-wrong')
}

/** The certificate that others trust must be one that was issued to this very key. */
function checkChain(findings: Findings, key: PublicKey, x5c: unknown): void {
  if (x5c === undefined) return
  const leaf: unknown = Array.isArray(x5c) ? x5c[0] : null
  if (![...key.chain.slice(0, 1), ...key.formerLeaves].some((known) => known === leaf))
    findings.fails('issuer', 'certificate-foreign')
}

async function checkHolder(
  findings: Findings,
  { holderProof }: SdJwt,
  { holderJwk }: TokenEnvelope,
  { occasion, now }: Trust,
  primitives: Primitives
): Promise<void> {
  if (!holderProof) {
    // Without an occasion nobody asked; the reader is told that the bringer did not prove to be the holder.
    if (occasion) findings.fails('holder', 'holder-proof-missing')
    return
  }
  const { header, payload, signed, signature } = holderProof.jwt
  const key = holderKeyOf(holderJwk)
  if (!key) return findings.fails('holder', 'holder-key-missing')
  if (header['typ'] !== HOLDER_PROOF_TYPE || header['alg'] !== HOLDER_ALGORITHM || 'crit' in header)
    return findings.fails('holder', 'holder-proof-malformed')
  if (!(await primitives.verify('ES256', key, signed, signature)))
    return findings.fails('holder', 'holder-key-wrong')
  if (payload['sd_hash'] !== (await primitives.digest(holderProof.over)))
    findings.fails('holder', 'holder-proof-other-content')
  const { iat, nbf = iat, exp = Infinity, aud, nonce } = payload
  if (typeof iat !== 'number' || typeof nbf !== 'number' || typeof exp !== 'number')
    return findings.fails('holder', 'holder-proof-malformed')
  if (typeof aud !== 'string' || typeof nonce !== 'string')
    return findings.fails('holder', 'holder-proof-malformed')
  const seconds = now.getTime() / 1000
  if (Math.max(iat, nbf) > seconds + CLOCK_SKEW_SECONDS || exp < seconds - CLOCK_SKEW_SECONDS)
    findings.fails('holder', 'holder-proof-old')
  if (occasion) {
    if (seconds - iat > HOLDER_PROOF_SECONDS_MAX) findings.fails('holder', 'holder-proof-old')
    if (aud !== occasion.audience) findings.fails('holder', 'holder-proof-audience')
    if (nonce !== occasion.nonce) findings.fails('holder', 'holder-proof-nonce')
    if (!findings.failed('holder') && !(await occasion.spend()))
      findings.fails('holder', 'holder-proof-replayed')
  }
  findings.holds('holder')
}
