import { equalBytes } from '#platform/prelude/bytes.ts'
import { err, ok, type Result } from '#platform/prelude/index.ts'
import { formatVerifierKey, parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from './note.ts'
import type { Sha256 } from './sha256.ts'

/** Whom to believe (c2sp.org/tlog-policy): logs, witnesses, and how many witnesses make a quorum. */
export interface TrustPolicy {
  readonly logs: readonly { readonly key: VerifierKey; readonly url: string | null }[]
  readonly witnesses: readonly PolicyWitness[]
  readonly quorum: Quorum
}

export interface PolicyWitness {
  /** Its name within the policy; what it is to anybody else is its key's name. */
  readonly name: string
  readonly key: VerifierKey
  /** Submission prefix, without a slash at the end. */
  readonly url: string | null
}

/** `threshold` of `members` have to have witnessed; of no members, none. */
export interface Quorum {
  readonly threshold: number
  readonly members: readonly (Quorum | VerifierKey)[]
}

export const NO_QUORUM: Quorum = { threshold: 0, members: [] }

const POLICY_CHARS_MAX = 65_536
const LINES_MAX = 256
/** As many as the specification recommends; the lines of all of them fit below a checkpoint. */
const WITNESSES_MAX = 32

/** Reads a policy file; the error says the line and what is wrong with it. */
export function parsePolicy(sha256: Sha256, text: string): Result<TrustPolicy, string> {
  if (text.length > POLICY_CHARS_MAX) return err(`the policy is longer than ${POLICY_CHARS_MAX} characters`)
  const logs: { key: VerifierKey; url: string | null }[] = []
  const witnesses: PolicyWitness[] = []
  const rules = new Map<string, Quorum | VerifierKey>()
  const grouped = new Set<string>()
  let quorum: Quorum | null = null

  const lines = text.split('\n')
  if (lines.length > LINES_MAX) return err(`the policy has more than ${LINES_MAX} lines`)
  for (const [i, line] of lines.entries()) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return err(`line ${i + 1} has control characters`)
    const words = line.split(/[ \t]+/).filter((word) => word !== '')
    if (!words.length || words[0]!.startsWith('#')) continue
    const wrong = readLine(words)
    if (wrong) return err(`line ${i + 1}: ${wrong}`)
  }
  return quorum ? ok({ logs, witnesses, quorum }) : err('the policy has no quorum line')

  function readLine([kind, ...words]: string[]): string | null {
    switch (kind) {
      case 'log': {
        const [vkey, url, ...rest] = words
        const key = parseVerifierKey(sha256, vkey ?? '')
        if (!key || rest.length) return 'expected: log VKEY [URL]'
        if (logs.some((log) => equalBytes(log.key.publicKey, key.publicKey))) return 'this log is there twice'
        logs.push({ key, url: withoutSlash(url) })
        return null
      }
      case 'witness': {
        const [name, vkey, url, ...rest] = words
        const key = parseVerifierKey(sha256, vkey ?? '')
        if (!name || !key || rest.length) return 'expected: witness NAME VKEY [URL]'
        if (key.type !== SIGNATURE_TYPES.cosignature) return `the key of ${name} is not one for cosignatures`
        if (witnesses.some((witness) => equalBytes(witness.key.publicKey, key.publicKey)))
          return `the key of ${name} is there twice`
        if (witnesses.length === WITNESSES_MAX) return `there are more than ${WITNESSES_MAX} witnesses`
        witnesses.push({ name, key, url: withoutSlash(url) })
        return define(name, key)
      }
      case 'group': {
        const [name, count, ...members] = words
        if (!name || !count || !members.length) return 'expected: group NAME all|any|K MEMBER...'
        const threshold =
          count === 'all'
            ? members.length
            : count === 'any'
              ? 1
              : /^[1-9]\d{0,3}$/.test(count)
                ? Number(count)
                : 0
        if (threshold < 1 || threshold > members.length)
          return `a group of ${members.length} cannot ask for ${count}`
        const found: (Quorum | VerifierKey)[] = []
        for (const member of members) {
          const rule = rules.get(member)
          if (!rule) return `${member} is not defined before`
          if (grouped.has(member)) return `${member} is already in a group`
          grouped.add(member)
          found.push(rule)
        }
        return define(name, { threshold, members: found })
      }
      case 'quorum': {
        const [name, ...rest] = words
        if (!name || rest.length) return 'expected: quorum NAME'
        if (quorum) return 'the quorum is there twice'
        const rule = rules.get(name)
        if (name !== 'none' && !rule) return `${name} is not defined before`
        quorum = rule ? { threshold: 1, members: [rule] } : NO_QUORUM
        return null
      }
      default:
        return `"${kind}" is not known`
    }
  }

  function define(name: string, rule: Quorum | VerifierKey): string | null {
    if (name === 'none' || rules.has(name)) return `the name ${name} is taken`
    rules.set(name, rule)
    return null
  }
}

const withoutSlash = (url: string | undefined): string | null => url?.replace(/\/+$/, '') ?? null

/** True when those who cosigned are enough. */
export function isQuorum(quorum: Quorum, signed: readonly VerifierKey[]): boolean {
  const has = (member: Quorum | VerifierKey): boolean =>
    'members' in member ? isQuorum(member, signed) : signed.includes(member)
  return quorum.members.filter(has).length >= quorum.threshold
}

/** How many witnesses are enough when the right ones sign. */
export const quorumSize = ({ threshold, members }: Quorum): number =>
  members
    .map((member) => ('members' in member ? quorumSize(member) : 1))
    .sort((a, b) => a - b)
    .slice(0, threshold)
    .reduce((sum, size) => sum + size, 0)

/** A policy of one log and `threshold` of the given witnesses, as a file. */
export function formatPolicy(
  log: { key: VerifierKey; url: string },
  witnesses: readonly PolicyWitness[],
  threshold: number
): string {
  const lines = [
    `log ${formatVerifierKey(log.key)} ${log.url}`,
    ...witnesses.map(
      ({ name, key, url }) => `witness ${name} ${formatVerifierKey(key)}${url ? ` ${url}` : ''}`
    )
  ]
  if (threshold > 0)
    lines.push(`group enough ${threshold} ${witnesses.map(({ name }) => name).join(' ')}`, 'quorum enough')
  else lines.push('quorum none')
  return lines.map((line) => `${line}\n`).join('')
}
