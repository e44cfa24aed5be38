import type { Primitives } from './primitives.ts'
import { JSON_CHARS_MAX } from './strict-json.ts'

/*
 * Finds the files that are embedded in a PDF. Nothing of the PDF is believed: whatever is found is checked on its own,
 * so streams are looked for where they stand, without cross-references, which a later program may have rewritten.
 */

export const PDF_BYTES_MAX = 2 * 1024 * 1024
/** Ours carry two or three files and some hundred objects. */
export const ATTACHMENTS_MAX = 8
const OBJECTS_MAX = 10_000
const DICTIONARY_CHARS_MAX = 1_000

export interface Attachment {
  readonly name: string
  /** null when it is too large, or packed in a way that ours are not. */
  readonly bytes: Uint8Array<ArrayBuffer> | null
}

const MAGIC = '%PDF-'

export const isPdf = (bytes: Uint8Array): boolean => latin1(bytes.subarray(0, MAGIC.length)) === MAGIC

/** null for more objects or files than any PDF of ours has. */
export async function readAttachments(
  bytes: Uint8Array,
  { inflate }: Pick<Primitives, 'inflate'>
): Promise<readonly Attachment[] | null> {
  const text = latin1(bytes)
  const names = new Map<number, string>()
  const streams: { readonly number: number; readonly head: string; readonly start: number }[] = []
  let objects = 0
  for (const { 1: number, index } of text.matchAll(/\b(\d{1,9}) \d{1,5} obj\b/g)) {
    if (++objects > OBJECTS_MAX) return null
    const head = text.slice(index, index + DICTIONARY_CHARS_MAX).split(/endobj|stream\r?\n/, 1)[0]!
    if (/\/Type\s*\/Filespec\b/.test(head)) {
      const name = /\/U?F\s*\(([^()\\]{1,100})\)/.exec(head)?.[1]
      const file = /\/EF\s*<<[^>]*\/F\s+(\d{1,9}) /.exec(head)?.[1]
      if (name && file) names.set(Number(file), name)
    } else if (/\/Type\s*\/EmbeddedFile\b/.test(head))
      streams.push({ number: Number(number), head, start: index + head.length })
  }
  if (streams.length > ATTACHMENTS_MAX) return null
  return Promise.all(
    streams.map(async ({ number, head, start }, at) => ({
      name: names.get(number) ?? `attachment-${at + 1}`,
      bytes: await streamOf(bytes, text, head, start, inflate)
    }))
  )
}

async function streamOf(
  bytes: Uint8Array,
  text: string,
  head: string,
  start: number,
  inflate: Primitives['inflate']
): Promise<Uint8Array<ArrayBuffer> | null> {
  const opening = /^stream\r?\n/.exec(text.slice(start, start + 8))
  const length = /\/Length\s+(\d{1,9})(?!\s+\d+\s+R)/.exec(head)?.[1]
  if (!opening || length === undefined) return null
  const from = start + opening[0].length
  const end = from + Number(length)
  if (!/^\r?\n?endstream/.test(text.slice(end, end + 11))) return null
  const data = bytes.slice(from, end)
  const filter = /\/Filter\s*\[?\s*\/(\w+)/.exec(head)?.[1]
  if (filter === 'FlateDecode') return inflate(data, JSON_CHARS_MAX)
  return filter === undefined && data.length <= JSON_CHARS_MAX ? data : null
}

/** Each byte as the character of its number, so that places in the text are places in the file. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
