import { z } from 'zod'
import type { Command, Query } from '../use-case.ts'

/**
 * One operation of the public HTTP API: a use case at an address. The input of the use case is the path's
 * parameters together with the query string (GET, DELETE) or the JSON body (POST, PUT, PATCH).
 */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `/api`, parameters as `{shiftId}`. */
  readonly path: string
  /** One sentence in English, imperative: "Sign up for a shift". */
  readonly summary: string
  /** The context: `people`, `attendance`. */
  readonly tag: string
  /** Bodies that are no JSON: one of these types, whose bytes become a field of the input. */
  readonly files?: {
    readonly field: string
    readonly types: readonly string[]
    readonly bytesMax: number
  }
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly useCase: Query<any, any> | Command<any, any>
  /** Shape of the answer; its JSON is what `present` gives. */
  readonly output: z.ZodType
  /** The answer is a file: `present` gives its content. */
  readonly file?: FileKind
  /** 200 unless said otherwise; 204 sends no body. */
  readonly status?: 200 | 201 | 204
  /** Names the fields that leave. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly present: (value: any) => unknown
}

export interface FileKind {
  readonly type: string
  /** Under which it is kept. */
  readonly name: string
}

/** Headers of an answer that is a file of somebody's own. */
export const fileHeaders = ({ type, name }: FileKind): Record<string, string> => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
  'cache-control': 'no-store'
})

/** Content of a file in an answer. */
const fileContent = z.union([z.string(), z.instanceof(Uint8Array)])

/** A text in the languages that it was written in, in an answer. */
export const localTextOut = z.object({ kk: z.string(), ru: z.string(), en: z.string() }).partial()

/** One page of a list, in an answer; `next` is the cursor of the following one. */
export const pageOut = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

/** Declares an endpoint with the types of its use case checked. */
export function endpoint<P extends z.ZodType, O, Out extends z.ZodType>(
  definition: Omit<Endpoint, 'useCase' | 'output' | 'present'> & {
    useCase: Query<P, O> | Command<P, O>
    output: Out
    present: (value: O) => z.input<Out>
  }
): Endpoint {
  return definition
}

/** Declares an endpoint whose answer is a file. */
export const fileEndpoint = <P extends z.ZodType, O>({
  content,
  ...definition
}: Pick<Endpoint, 'path' | 'summary' | 'tag'> & {
  file: FileKind
  useCase: Query<P, O>
  content: (value: O) => z.input<typeof fileContent>
}): Endpoint => endpoint({ method: 'get', ...definition, output: fileContent, present: content })
