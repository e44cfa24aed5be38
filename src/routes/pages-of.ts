/** Where a list that comes in pages begins and goes on; whatever else was asked for stays in the address. */
export function pagesOf(url: URL, cursor: string | null): { first: string | null; next: string | null } {
  const asked = new URLSearchParams(url.searchParams)
  const isFirst = !asked.has('cursor')
  asked.delete('cursor')
  const first = isFirst ? null : `?${asked}`
  if (cursor) asked.set('cursor', cursor)
  return { first, next: cursor && `?${asked}` }
}
