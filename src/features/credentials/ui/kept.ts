import type { Anchors } from '../app/anchors.ts'
import type { LogReader } from '../domain/log.ts'
import { keepList, type Issuer, type Kept, type KeptList } from './browser-verifier/index.ts'
import { FROM_SHELF } from './shelf.ts'

/*
 * What the page needs to check without asking anybody. The issuer's keys come with the page, status lists and the
 * log's last tree are fetched beside it; without a network the page's worker answers with what it kept.
 */

/** Anchors that came as JSON: all that ends in "at" is an instant. */
export const anchorsFrom = (json: string): Anchors =>
  JSON.parse(json, (name, value: unknown) =>
    /(^a|A)t$/.test(name) && typeof value === 'string' ? new Date(value) : value
  ) as Anchors

/** What is at hand, and how old it is. */
export interface AtHand {
  readonly kept: Kept
  readonly keysAt: Date
  /** When the oldest of the lists was published; null when none is at hand. */
  readonly statusAt: Date | null
  /** When the log's tree was fetched; null when it is not at hand. */
  readonly logAt: Date | null
  readonly isOffline: boolean
}

/** The log's policy and its latest checkpoint, made into something that can be asked; null when they are no good. */
export type OpenLog = (kept: { readonly policy: string; readonly checkpoint: string }) => LogReader | null

export async function gather({ issuers, lists, at }: Anchors, openLog: OpenLog): Promise<AtHand> {
  const [policy, checkpoint, ...rest] = await Promise.all(
    ['/log/policy', '/log/checkpoint', ...lists.map((url) => new URL(url).pathname)].map(fetchText)
  )
  const log =
    policy?.text && checkpoint?.text ? openLog({ policy: policy.text, checkpoint: checkpoint.text }) : null
  const found = await readLists(lists, rest, issuers)
  return {
    kept: { issuers, lists: found, log: log ?? undefined },
    keysAt: at,
    statusAt: found.length ? new Date(Math.min(...found.map(({ asOf }) => asOf.getTime()))) : null,
    logAt: log && checkpoint!.at,
    isOffline: !navigator.onLine || [policy, checkpoint, ...rest].some((one) => one?.isKept)
  }
}

async function readLists(
  urls: readonly string[],
  answers: readonly Answer[],
  issuers: readonly Issuer[]
): Promise<KeptList[]> {
  const lists = urls.map((url, at) => {
    const text = answers[at]?.text
    return text ? keepList(text, url, issuers) : null
  })
  return (await Promise.all(lists)).flatMap((list) => list ?? [])
}

interface Answer {
  readonly text: string | null
  readonly at: Date
  /** It comes from the worker's shelf, or from nowhere. */
  readonly isKept: boolean
}

async function fetchText(path: string): Promise<Answer> {
  try {
    // A list may be a minute old on its way here; a check asks for it anew.
    const response = await fetch(path, { cache: 'no-cache' })
    return {
      text: response.ok ? await response.text() : null,
      at: new Date(response.headers.get('date') ?? Date.now()),
      isKept: response.headers.has(FROM_SHELF)
    }
  } catch {
    return { text: null, at: new Date(), isKept: true }
  }
}

export type { Anchors }
