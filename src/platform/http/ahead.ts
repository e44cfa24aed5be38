const AHEAD = /prefetch|prerender|preview/

/** True when nobody reads the answer: a HEAD, or a browser that fetches ahead of a click. */
export const isAhead = ({ method, headers }: Request): boolean =>
  method === 'HEAD' ||
  ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) => AHEAD.test(headers.get(name) ?? ''))
