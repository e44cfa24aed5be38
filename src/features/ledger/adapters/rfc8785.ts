import canonicalize from 'canonicalize'

/** The canonical JSON of RFC 8785, as the library writes it. @throws for what is no JSON */
export function rfc8785(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('what is committed to has to be JSON')
  return text
}
