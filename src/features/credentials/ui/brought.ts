import type { PageKey } from './messages/index.ts'

/** What somebody may bring, before anything is checked. */
export type Brought =
  /** A short code or a link: the extract itself is with us. */
  | { readonly kind: 'extract'; readonly path: string }
  | { readonly kind: 'document'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: PageKey }

/** What begins like a document, or is as long as one, was not meant as a short code. */
const DOCUMENT = /^(\{|ERIKTI\d|c2sp\.org\/|%PDF-)|^[\w-]+\.[\w-]+\./
const CODE_CHARS_MAX = 200

/** Tells a short code or a link from the text of a document. */
export function bringText(typed: string, extractPath: (text: string) => string | null): Brought {
  const text = typed.trim()
  if (!text) return { kind: 'refused', problem: 'error.empty' }
  const path = extractPath(text)
  if (path) return { kind: 'extract', path }
  return DOCUMENT.test(text) || text.length > CODE_CHARS_MAX
    ? { kind: 'document', text }
    : { kind: 'refused', problem: 'error.code' }
}

/** Pictures are read in the page only. Photos of some phones have a kind that not every system has a name for. */
export const isPicture = ({ type, name }: Pick<File, 'type' | 'name'>): boolean =>
  type.startsWith('image/') || /\.hei[cf]$/i.test(name)

/** What the form shows of a refusal. */
export const refusalOf = (field: 'code' | 'file', text: string, code = '') => ({
  code: 'not-checked',
  values: { code },
  errors: { [field]: text } as Readonly<Record<string, string>>,
  summary: [{ field, text }]
})
