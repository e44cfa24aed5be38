import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return rest
}

const problemResponse = {
  description: 'Refused; a problem of RFC 9457 with a stable `code`',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          field: { type: 'string' },
          errors: { type: 'array', items: { type: 'object' } }
        }
      }
    }
  }
}

/** The OpenAPI 3.1 document of the API. JSON Schema 2020-12 comes from the very zod schemas that parse. */
export function openApiDocument(endpoints: readonly Endpoint[], publicUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const endpoint of endpoints) (paths[endpoint.path] ??= {})[endpoint.method] = operationOf(endpoint)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Erikti',
      version: '1',
      description:
        'The national volunteer platform of Kazakhstan. Sign in through OpenID Connect; the session cookie is sent with each request. Writes take an `Idempotency-Key`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
    },
    servers: [{ url: `${publicUrl}/api` }],
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'erikti' } }
    },
    paths
  }
}

function operationOf(endpoint: Endpoint): Json {
  const input = schemaOf(endpoint.useCase.input, 'input')
  const properties = (input.properties ?? {}) as Record<string, Json>
  const required = (input.required ?? []) as string[]
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const others = Object.keys(properties).filter((name) => !inPath.includes(name))
  const reads = endpoint.method === 'get' || endpoint.method === 'delete'
  const status = endpoint.status ?? 200

  const parameters: Json[] = inPath.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' }
  }))
  if (reads)
    for (const name of others)
      parameters.push({ name, in: 'query', required: required.includes(name), schema: properties[name] })
  else parameters.push({ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' } })

  return {
    operationId: endpoint.useCase.name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    security: endpoint.useCase.access === 'anyone' ? [{}, { session: [] }] : [{ session: [] }],
    parameters,
    ...(reads ? {} : bodyOf(input, inPath, endpoint.files)),
    responses: {
      [status]:
        status === 204
          ? { description: 'Done' }
          : {
              description: 'Done',
              content: endpoint.file
                ? { [endpoint.file.type]: { schema: { type: 'string', format: 'binary' } } }
                : { 'application/json': { schema: schemaOf(endpoint.output, 'output') } }
            },
      default: problemResponse
    }
  }
}

/** The request body: the input without what stands in the path or comes as a file; a choice of inputs is given whole. */
function bodyOf(input: Json, inPath: readonly string[], files: Endpoint['files']): Json {
  const { properties, required, ...rest } = input as Json & { properties?: Json; required?: string[] }
  const others = Object.entries(properties ?? {}).filter(
    ([name]) => !inPath.includes(name) && name !== files?.field
  )
  if (!others.length && !rest.oneOf && !rest.anyOf) return {}
  const schema = properties
    ? {
        ...rest,
        properties: Object.fromEntries(others),
        required: (required ?? []).filter((name) => !inPath.includes(name))
      }
    : rest
  const asFile = { schema: { type: 'string', format: 'binary' } }
  const content = {
    'application/json': { schema },
    ...Object.fromEntries((files?.types ?? []).map((type) => [type, asFile]))
  }
  return { requestBody: { required: true, content } }
}
