import { fileHeaders } from '#platform/http/endpoint.ts'
import { fileKind, type FileName } from '../domain/file-kind.ts'

/** A file of somebody's own, to be kept. */
export const file = (content: string | Uint8Array<ArrayBuffer>, name: FileName): Response =>
  new Response(content, { headers: fileHeaders(fileKind(name)) })
