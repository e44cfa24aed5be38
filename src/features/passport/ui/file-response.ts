import { fileHeaders, type FileKind } from '#platform/http/endpoint.ts'

/** A file of somebody's own, to be kept. */
export const file = (content: string | Uint8Array<ArrayBuffer>, kind: FileKind): Response =>
  new Response(content, { headers: fileHeaders(kind) })

export const pdf = (content: Uint8Array<ArrayBuffer>, name: string): Response =>
  file(content, { type: 'application/pdf', name: `${name}.pdf` })

export const json = (content: string, name: string): Response =>
  file(content, { type: 'application/json', name: `${name}.json` })

export const sdJwt = (content: string, name: string): Response =>
  file(content, { type: 'application/dc+sd-jwt', name: `${name}.sd-jwt` })
