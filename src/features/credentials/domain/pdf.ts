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
  const streams: { readonly number: number; readonly dictionary: string; readonly start: number }[] = []
  let objects = 0
  for (const { 1: number, index } of text.matchAll(/\b(\d{1,9}) \d{1,5} obj\b/g)) {
    if (++objects > OBJECTS_MAX) return null
    const head = text.slice(index, index + DICTIONARY_CHARS_MAX)
    const end = /endobj|>>\s*stream\r?\n/.exec(head)
    if (!end) continue
    const dictionary = head.slice(0, end.index)
    if (/\/Type\s*\/Filespec\b/.test(dictionary)) {
      const name = /\/U?F\s*\(([^()\\]{1,100})\)/.exec(dictionary)?.[1]
      const file = /\/EF\s*<<[^>]*\/F\s+(\d{1,9}) /.exec(dictionary)?.[1]
      if (name && file) names.set(Number(file), name)
    } else if (/\/Type\s*\/EmbeddedFile\b/.test(dictionary))
      streams.push({ number: Number(number), dictionary, start: index + end.index + end[0].length })
  }
  if (streams.length > ATTACHMENTS_MAX) return null
  return Promise.all(
    streams.map(async ({ number, dictionary, start }, at) => {
      const packed = streamOf(bytes, text, dictionary, start)
      return {
        name: names.get(number) ?? `attachment-${at + 1}`,
        bytes: packed && (await unpack(packed, dictionary, inflate))
      }
    })
  )
}

/** What stands between `start` and the end that the dictionary says; null when the stream does not end there. */
function streamOf(
  bytes: Uint8Array,
  text: string,
  dictionary: string,
  start: number
): Uint8Array<ArrayBuffer> | null {
  const length = /\/Length\s+(\d{1,9})(?!\d|\s+\d+\s+R)/.exec(dictionary)?.[1]
  const end = start + Number(length)
  return /^\r?\n?endstream/.test(text.slice(end, end + 11))
    ? new Uint8Array(bytes.subarray(start, end))
    : null
}

async function unpack(
  packed: Uint8Array<ArrayBuffer>,
  dictionary: string,
  inflate: Primitives['inflate']
): Promise<Uint8Array<ArrayBuffer> | null> {
  const filter = /\/Filter\s*\[?\s*\/(\w+)/.exec(dictionary)?.[1]
  if (filter === 'FlateDecode') return inflate(packed, JSON_CHARS_MAX)
  return filter === undefined && packed.length <= JSON_CHARS_MAX ? packed : null
}

/** One character a byte, so that places in the text are places in the file. */
const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)
