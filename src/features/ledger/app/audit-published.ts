import { fromUtf8, toHex } from '#platform/prelude/bytes.ts'
import type { Sha256 } from '../domain/sha256.ts'
import type { StatedList, StatementReader } from '../domain/statements.ts'
import { revokedPlaces, type Unzip } from '../domain/status-list.ts'
import { lookAtKeys, type CertifiedKey } from './audit-keys.ts'
import { wrongPlaces, type Finding } from './findings.ts'

/**
 * So long after it is published everything stands in the log. A status list and its digest are committed together,
 * and the digest is in a signed tree within two seconds; what befalls keys is stated once a minute.
 */
export const STATED_MS_MAX = 120_000
const ASK_AGAIN_MS = 5_000

/** What an issuer publishes beside its log. */
export interface IssuerSite {
  /** What stands at a path from the root of the site. */
  get(path: string): Promise<Uint8Array | null>
  readonly unzip: Unzip
  readonly certifiedKey: CertifiedKey
}

/** The log that is held against it. */
export interface LogSoFar {
  readonly stated: Pick<StatementReader, 'keys' | 'lists'>
  /** Reads what the log has had since; false when it cannot be read any more. */
  readOn(): Promise<boolean>
}

/** What the log, as far as it has been read, has against something that was published once. */
type Claim = () => readonly Finding[]

/**
 * Holds keys and status lists as they are published against what the log states of them. Neither waits for the
 * other, so one may be ahead for a moment: the two are read until they agree, and no longer than the bound. Whatever
 * was once seen has to be stated by then, even if something else is published meanwhile.
 */
export async function auditPublished(
  { stated, readOn }: LogSoFar,
  site: IssuerSite,
  sha256: Sha256,
  wait: (ms: number) => Promise<unknown>
): Promise<Finding[]> {
  let claims = new Map<string, Claim>()
  for (let waited = 0; ; waited += ASK_AGAIN_MS) {
    const amiss = [...(await lookAtKeys({ stated, site, claim })), ...(await lookAtLists())]
    claims = new Map([...claims].filter(([, claim]) => claim().length))
    const findings = [...[...claims.values()].flatMap((claim) => claim()), ...amiss]
    if (!findings.length || waited >= STATED_MS_MAX) return findings
    await wait(ASK_AGAIN_MS)
    if (!(await readOn())) return findings
  }

  function claim(finding: Finding, isStated: () => boolean): void {
    claims.set(`${finding.subject} ${finding.detail}`, () => (isStated() ? [] : [finding]))
  }

  async function lookAtLists(): Promise<Finding[]> {
    const findings: Finding[] = []
    for (const [path, list] of stated.lists) {
      const subject = `status list ${path}`
      const bytes = await site.get(path)
      if (!bytes) {
        findings.push({ kind: 'list-missing', subject, detail: 'the log states it, and it is not published' })
        continue
      }
      const digest = toHex(sha256(bytes))
      const shown = revokedPlaces(fromUtf8(bytes) ?? '', site.unzip)
      claims.set(`${subject} ${digest}`, () => wrongList(subject, list, digest, shown))
      const isOld = list.publications.slice(0, -1).some(({ sha256: old }) => old === digest)
      if (isOld && list.publications.at(-1)!.sha256 !== digest)
        findings.push({ kind: 'list-old', subject, detail: 'the log states that another one came after it' })
    }
    return findings
  }
}

/**
 * A publication shows exactly what the log had stated as revoked when it stated the publication; one that it does not
 * know is held against all that it states.
 */
function wrongList(
  subject: string,
  { publications, revoked }: StatedList,
  digest: string,
  shown: ReadonlySet<number> | null
): Finding[] {
  const publication = publications.findLast(({ sha256 }) => sha256 === digest)
  const told = new Set([...revoked].slice(0, publication?.revoked))
  return [
    ...(publication
      ? []
      : [{ kind: 'list-unstated', subject, detail: `the log does not know it as ${digest}` } as const]),
    ...(shown
      ? [
          ...wrongPlaces('revocation-undone', subject, told.difference(shown)),
          ...wrongPlaces('revocation-unstated', subject, shown.difference(told))
        ]
      : [{ kind: 'list-unreadable', subject, detail: 'it is no status list' } as const])
  ]
}
