/** What our files are to other programs, by the end of their name. */
const TYPES = {
  json: 'application/json',
  pdf: 'application/pdf',
  'sd-jwt': 'application/dc+sd-jwt',
  'tlog-proof': 'text/plain'
} as const

export type FileName = `${string}.${keyof typeof TYPES}`

export const fileKind = (name: FileName) => ({
  name,
  type: TYPES[name.slice(name.lastIndexOf('.') + 1) as keyof typeof TYPES]
})
