import { readPicture } from '#design/qr/read-qr.ts'
import type { Brought } from './brought.ts'
import { bringText, isPicture } from './brought.ts'
import { checkInPage } from './browser-verifier/index.ts'
import type { AtHand } from './kept.ts'
import type { PageKey } from './messages/index.ts'
import { fill } from './language.ts'
import { verdictView, type VerdictView, type VerdictWords } from './verdict-view.ts'

/** Of documents, and of photos, which stay on the device. */
export const FILE_KB_MAX = 5_000
const PICTURE_KB_MAX = 30_000

/** What comes of something that was brought. */
export type Came =
  | { readonly kind: 'view'; readonly view: VerdictView }
  /** The extract is with us: its page has to be opened. */
  | { readonly kind: 'open'; readonly path: string }
  | { readonly kind: 'refused'; readonly text: string; readonly field: 'code' | 'file' }

interface Means {
  readonly words: VerdictWords
  gather(): Promise<AtHand>
  extractPath(text: string): string | null
  passportNumber(passportId: string): string
}

export async function checkText(text: string, means: Means, field: 'code' | 'file' = 'code'): Promise<Came> {
  const brought: Brought = bringText(text, (typed) => means.extractPath(typed))
  if (brought.kind === 'refused') return refused(brought.problem, means, field)
  const atHand = await means.gather()
  if (brought.kind === 'extract')
    return atHand.isOffline
      ? refused('error.offlineCode', means, field)
      : { kind: 'open', path: brought.path }
  return checkDocument(brought.text, atHand, means, field)
}

export async function checkFile(file: File, means: Means): Promise<Came> {
  const kbMax = isPicture(file) ? PICTURE_KB_MAX : FILE_KB_MAX
  if (file.size > kbMax * 1024) return refused('error.tooLarge', means, 'file', { kb: kbMax })
  if (!isPicture(file))
    return checkDocument(new Uint8Array(await file.arrayBuffer()), await means.gather(), means, 'file')
  const text = await readPicture(file).catch(() => undefined)
  if (text === undefined) return refused('error.pictureBroken', means, 'file')
  return text === null ? refused('error.pictureEmpty', means, 'file') : checkText(text, means, 'file')
}

async function checkDocument(
  document: string | Uint8Array,
  { kept, keysAt, isOffline }: AtHand,
  means: Means,
  field: 'code' | 'file'
): Promise<Came> {
  const { words, passportNumber } = means
  try {
    const now = new Date()
    const about = { by: 'page', now, offline: isOffline, keysAt, passportNumber } as const
    return { kind: 'view', view: verdictView(await checkInPage(document, kept, now), words, about) }
  } catch {
    // What canonicalises badges is loaded with the first of them, and could not be.
    return refused('error.offlineForm', means, field)
  }
}

const refused = (
  key: PageKey,
  { words }: Means,
  field: 'code' | 'file',
  values: Readonly<Record<string, number>> = {}
): Came => ({ kind: 'refused', text: fill(words.text[key], values), field })
