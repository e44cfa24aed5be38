import { checkLog } from './check-log.ts'
import { PAPER_PAYLOAD_BYTES_MAX, readPaper, readPaperClaims } from './paper.ts'
import type { Primitives } from './primitives.ts'
import { checkKeyTime, checkStatus, checkTime, chooseKey, type Trust } from './trust.ts'
import { Findings, type Verdict } from './verdict.ts'

const FORM = 'paper'

/** Checks what a QR code on paper holds. The key is found by its name first, the issuer is then held against it. */
export async function checkPaper(text: string, trust: Trust, primitives: Primitives): Promise<Verdict> {
  const findings = new Findings()
  const paper = readPaper(text)
  if (!paper.ok) {
    findings.fails(paper.error === 'algorithm-wrong' ? 'signature' : 'form', paper.error)
    return findings.verdict({ form: FORM })
  }
  const { keyId, toVerify, signature, payload, isCompressed } = paper.value
  const issuer = trust.issuers.find(({ keys }) => keys.some((key) => key.keyId === keyId))
  const key = chooseKey(findings, issuer, keyId, 'Ed25519')
  const about = { form: FORM, keyId, issuer: issuer ? { did: issuer.did, name: issuer.name } : null } as const
  if (!key) return findings.verdict(about)
  if (!(await primitives.verify('Ed25519', key.jwk, toVerify, signature))) {
    findings.fails('signature', 'signature-wrong')
    return findings.verdict(about)
  }
  findings.holds('signature')
  const unpacked = isCompressed ? await primitives.inflate(payload, PAPER_PAYLOAD_BYTES_MAX) : payload
  const claims = unpacked && readPaperClaims(unpacked)
  if (!claims) {
    findings.fails('form', unpacked ? 'claims-malformed' : 'document-too-large')
    return findings.verdict(about)
  }
  findings.holds('form')
  if (claims.issuerDid !== issuer!.did) findings.fails('issuer', 'key-not-of-issuer')
  checkKeyTime(findings, key, claims.issuedAt)
  checkTime(findings, trust.now, [claims.issuedAt], claims.validUntil)
  const [statusAsOf, log] = await Promise.all([
    checkStatus(findings, trust, { url: claims.status.uri, index: claims.status.index }),
    checkLog(findings, trust, claims.disclosed)
  ])
  return findings.verdict({
    ...about,
    issuedAt: claims.issuedAt,
    validUntil: claims.validUntil,
    statusAsOf,
    log,
    disclosed: claims.disclosed
  })
}
