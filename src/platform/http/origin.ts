const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Closes cross-site request forgery for every address at once: an unsafe request that a browser sent must say
 * that it comes from our own origin. Programs send neither header and carry no ambient cookie.
 */
export function isForged(
  request: { method: string; origin: string | undefined; site: string | undefined },
  publicOrigin: string
): boolean {
  if (SAFE.has(request.method)) return false
  if (request.origin !== undefined) return request.origin !== publicOrigin
  return request.site !== undefined && request.site !== 'same-origin' && request.site !== 'none'
}
