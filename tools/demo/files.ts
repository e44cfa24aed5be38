import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from './client.ts'
import { must, Surprise, surprise } from './surprise.ts'

/** What a holder takes along and an issuer publishes, by the name of its file. */
export type Files = ReadonlyMap<string, Buffer>

/** As which type a file is handed in to be checked; null where it is nothing to be checked. */
const TYPES: Readonly<Record<string, string | null>> = {
  'badge.json': 'application/vc',
  'clr.json': 'application/vc',
  'passport.sd-jwt': 'application/dc+sd-jwt',
  'extract.sd-jwt': 'application/dc+sd-jwt',
  'extract.pdf': 'application/pdf',
  'archive.pdf': 'application/pdf',
  'archive.tlog-proof': 'text/plain',
  'did.json': null,
  'issuer-chain.pem': null
}

const LOG_MS_MAX = 15_000
const ASK_AGAIN_MS = 250

/** The proof that the log has a record, as soon as it has: a confirmation is in it within two seconds. */
export async function proofOf(volunteer: Client, contributionId: string): Promise<string> {
  const deadline = Date.now() + LOG_MS_MAX
  for (;;) {
    const answer = await volunteer.get(`/api/me/contributions/${contributionId}/log-proof`)
    if (answer.status === 200) return answer.json().proof
    if (answer.status !== 404 || Date.now() > deadline) throw surprise(answer, 'the proof of the new record')
    await pause(ASK_AGAIN_MS)
  }
}

/** Everything that a holder can take along of a record, the passport and an extract, and what checks it without us. */
export async function takeFiles(
  volunteer: Client,
  of: { contributionId: string; extractId: string; proof: string }
): Promise<Files> {
  const files = new Map<string, Buffer>([['archive.tlog-proof', Buffer.from(of.proof)]])
  const record = `/api/me/contributions/${of.contributionId}`
  for (const [name, path] of [
    ['badge.json', `${record}/badge`],
    ['clr.json', '/api/me/passport/clr'],
    ['passport.sd-jwt', '/api/me/passport/sd-jwt'],
    ['extract.sd-jwt', `/api/me/extracts/${of.extractId}/sd-jwt`],
    ['extract.pdf', `/api/me/extracts/${of.extractId}/pdf`],
    ['archive.pdf', `${record}/archive.pdf`],
    ['did.json', '/.well-known/did.json'],
    ['issuer-chain.pem', '/.well-known/issuer-chain.pem']
  ] as const) {
    const answer = await volunteer.get(path)
    if (answer.status !== 200) throw surprise(answer, name)
    files.set(name, answer.body)
  }
  return files
}

interface Verdict {
  readonly outcome: 'holds' | 'open' | 'fails'
  readonly findings: readonly { readonly problems: readonly { readonly code: string }[] }[]
  /** What a PDF holds. */
  readonly parts?: readonly { readonly verdict: Verdict }[]
}

/** Said of every PDF: what is printed in it is nobody's signature. */
const PRINT = 'print-not-checked'

/** The problems of a verdict and of all that is within it. */
const codesOf = ({ findings, parts = [] }: Verdict): string[] => [
  ...findings.flatMap(({ problems }) => problems.map(({ code }) => code)),
  ...parts.flatMap(({ verdict }) => codesOf(verdict))
]

/** Hands every file in to be checked, as a stranger: all hold, but for those that were revoked. */
export async function checkFiles(
  stranger: Client,
  files: Files,
  revoked: readonly string[]
): Promise<number> {
  let checked = 0
  for (const [name, body] of files) {
    const type = TYPES[name]
    if (!type) continue
    const verdict: Verdict = must(await stranger.sendFile('/api/verify', body, type), 200)
    const codes = codesOf(verdict)
    const isRight = revoked.includes(name)
      ? verdict.outcome === 'fails' && codes.includes('revoked')
      : verdict.outcome !== 'fails' && codes.every((code) => code === PRINT)
    if (!isRight) throw new Surprise(`${name}: the check says ${verdict.outcome} ${codes.join(' ')}`)
    checked++
  }
  return checked
}
