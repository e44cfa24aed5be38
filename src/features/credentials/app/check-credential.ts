import { z } from 'zod'
import { batched } from '#platform/batched.ts'
import type { Db } from '#platform/database/database.ts'
import { ok } from '#platform/prelude/index.ts'
import { query, type Scope } from '#platform/use-case.ts'
import { utf8 } from '../domain/bytes.ts'
import { check } from '../domain/check.ts'
import { didOf, type Issuer } from '../domain/keys.ts'
import { listIdOf, STATUS_TTL_SECONDS, type StatusSlot } from '../domain/status.ts'
import { JSON_CHARS_MAX } from '../domain/strict-json.ts'
import type { Occasion, Trust } from '../domain/trust.ts'
import type { ProblemCode, Verdict } from '../domain/verdict.ts'
import { credentialsWords } from '../messages/index.ts'
import { AUDIENCE_CHARS_MAX, CHECK_LIMIT, NONCE_CHARS_MAX } from './limits.ts'
import type { Ports } from './ports.ts'

/** A text is taken as it stands; an object is a JSON credential that came through a parser already. */
const credential = z.union([z.string().min(1).max(JSON_CHARS_MAX), z.record(z.string(), z.unknown())])

const asText = (value: z.output<typeof credential>): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** A verdict with its problems in the reader's language. */
export type ExplainedVerdict = Omit<Verdict, 'findings' | 'parts'> & {
  readonly findings: readonly {
    readonly check: Verdict['findings'][number]['check']
    readonly outcome: Verdict['findings'][number]['outcome']
    readonly title: string
    readonly problems: readonly {
      readonly code: ProblemCode
      readonly at?: string | undefined
      readonly title: string
    }[]
  }[]
  readonly parts: readonly { readonly name: string; readonly verdict: ExplainedVerdict }[]
}

export function explain(verdict: Verdict, locale: Scope['actor']['locale']): ExplainedVerdict {
  const t = credentialsWords(locale)
  return {
    ...verdict,
    findings: verdict.findings.map(({ check: name, outcome, problems }) => ({
      check: name,
      outcome,
      title: t(`checks.${name}.${outcome}`),
      problems: problems.map(({ code, at }) => ({ code, at, title: t(`problems.${code}`) }))
    })),
    parts: verdict.parts.map((part) => ({ name: part.name, verdict: explain(part.verdict, locale) }))
  }
}

/** This installation as an issuer, with all its keys. */
export async function ownIssuer({ keys, publicUrl, issuerName }: Ports): Promise<Issuer> {
  return { did: didOf(publicUrl), url: publicUrl, name: issuerName, keys: await keys.list() }
}

/** Statuses asked about in one statement. */
const STATUSES_AT_ONCE_MAX = 200

/** Checks a credential of ours against our own keys and the status as it is in the database this very moment. */
export const checking = (ports: Ports) => {
  type Asked = { readonly db: Db; readonly slot: StatusSlot }
  const ask = (asked: readonly Asked[]) =>
    ports.store.areRevoked(
      asked[0]!.db,
      asked.map(({ slot }) => slot)
    )
  const askTogether = batched(ask, STATUSES_AT_ONCE_MAX)
  // What is read within a transaction is asked within it.
  const isRevoked = async (db: Db, slot: StatusSlot): Promise<boolean | null> =>
    db.isTransaction ? (await ask([{ db, slot }]))[0]! : askTogether({ db, slot })

  return async (
    { db, now }: { db: Db; now: Date },
    input: string | Uint8Array,
    occasion?: Omit<Occasion, 'spend'>
  ): Promise<Verdict> => {
    const trust: Trust = {
      issuers: [await ownIssuer(ports)],
      now,
      async statusOf(url, index) {
        const listId = listIdOf(ports.publicUrl, url)
        const revoked = listId === null ? null : await isRevoked(db, { listId, index })
        const until = new Date(now.getTime() + STATUS_TTL_SECONDS * 1000)
        return revoked === null ? null : { revoked, asOf: now, until }
      },
      log: ports.logOf?.(db),
      occasion: occasion && {
        ...occasion,
        spend: async () =>
          ports.store.spendNonce(
            db,
            await ports.primitives.sha256(utf8(`${occasion.audience}\n${occasion.nonce}`)),
            now
          )
      }
    }
    return check(input, trust, ports)
  }
}

/** Anyone may ask of anything that claims to come from here; nothing is kept of what they bring. */
export const checkCredential = (ports: Ports) => {
  const checkOne = checking(ports)
  return query({
    name: 'credentials.check',
    access: 'anyone',
    limit: CHECK_LIMIT,
    input: z
      .object({
        credential: credential.optional(),
        /** The same as a file, whatever its form. */
        file: z.instanceof(Uint8Array).optional(),
        nonce: z.string().min(1).max(NONCE_CHARS_MAX).optional(),
        audience: z.string().min(1).max(AUDIENCE_CHARS_MAX).optional()
      })
      .refine(({ credential, file }) => (credential === undefined) !== (file === undefined), {
        message: 'credential-or-file',
        path: ['credential']
      })
      .refine(({ nonce, audience }) => (nonce === undefined) === (audience === undefined), {
        message: 'nonce-with-audience',
        path: ['audience']
      }),
    async run(scope, input) {
      const { nonce, audience } = input
      const occasion = nonce === undefined ? undefined : { nonce, audience: audience! }
      const verdict = await checkOne(scope, input.file ?? asText(input.credential!), occasion)
      return ok(explain(verdict, scope.actor.locale))
    }
  })
}

/** The same question as the W3C VC API asks it. */
export const checkAsVcApi = (ports: Ports) => {
  const checkOne = checking(ports)
  return query({
    name: 'credentials.check-vc-api',
    access: 'anyone',
    limit: CHECK_LIMIT,
    input: z.object({
      verifiableCredential: credential,
      options: z.record(z.string(), z.unknown()).optional()
    }),
    async run(scope, { verifiableCredential }) {
      return ok(vcApiAnswer(await checkOne(scope, asText(verifiableCredential)), ports.publicUrl))
    }
  })
}

/** `VerificationResponse` of the VC API: what was checked, and each failure as a problem, whose type is a URL. */
export function vcApiAnswer(verdict: Verdict, publicUrl: string) {
  const t = credentialsWords('en')
  const problemsOf = (outcome: 'fails' | 'unknown') =>
    verdict.findings
      .filter((finding) => finding.outcome === outcome)
      .flatMap(({ problems }) => problems)
      .map(({ code, at }) => ({
        type: `${publicUrl}/problems/${code}`,
        title: t(`problems.${code}`),
        ...(at ? { detail: at } : {})
      }))
  return {
    verified: verdict.outcome === 'holds',
    checks: verdict.findings.filter(({ outcome }) => outcome !== 'not-asked').map((finding) => finding.check),
    warnings: problemsOf('unknown').map(({ title }) => title),
    errors: problemsOf('fails').map(({ title }) => title),
    problemDetails: [...problemsOf('fails'), ...problemsOf('unknown')]
  }
}
