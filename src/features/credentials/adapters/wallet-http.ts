import type { IncomingMessage, ServerResponse } from 'node:http'
import { perform, type Actor, type Runtime } from '#platform/use-case.ts'
import type { Failure } from '#platform/prelude/index.ts'
import type { Credentials } from '../index.ts'
import { OFFER_MINUTES } from '../app/wallets.ts'
import {
  authorizationServer,
  credentialIssuer,
  DETAILS_TYPE,
  PRE_AUTHORIZED,
  WALLET_CONFIGURATION,
  WALLET_PATHS
} from './openid4vci.ts'
import { PRESENTATION_QUERY } from './openid4vp.ts'
import { SD_JWT_CHARS_MAX } from '../domain/sd-jwt.ts'
import { isObject, parseStrictJson } from '../domain/strict-json.ts'

const BODY_BYTES_MAX = 64 * 1024
/** A presentation may disclose a whole passport: its text, percent-encoded here and there, within a JSON. */
const PRESENTATION_BYTES_MAX = SD_JWT_CHARS_MAX + BODY_BYTES_MAX
const PRESENTATION_PATH = /^\/oid4vp\/requests\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\/answer)?$/
const SCHEME = /^Bearer +([\w-]+)$/i
/** A wallet may be a page of another site, whose browser asks beforehand. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '86400'
}

interface Answer {
  readonly status: number
  /** A text is a signed request. */
  readonly body: object | string
  readonly headers?: Readonly<Record<string, string>>
}

/** OAuth's name for each refusal of ours. */
const OAUTH_ERRORS: Readonly<Record<string, { status: number; error: string }>> = {
  'presentation-request-gone': { status: 400, error: 'invalid_request' },
  'wallet-offer-gone': { status: 400, error: 'invalid_grant' },
  'wallet-token-wrong': { status: 401, error: 'invalid_token' },
  'wallet-request-wrong': { status: 400, error: 'invalid_credential_request' },
  'wallet-configuration-unknown': { status: 400, error: 'unknown_credential_configuration' },
  'wallet-identifier-unknown': { status: 400, error: 'unknown_credential_identifier' },
  'wallet-encryption-unsupported': { status: 400, error: 'invalid_encryption_parameters' },
  'wallet-proof-wrong': { status: 400, error: 'invalid_proof' },
  'wallet-nonce-wrong': { status: 400, error: 'invalid_nonce' },
  'passport-empty': { status: 400, error: 'credential_request_denied' },
  'too-many-requests': { status: 429, error: 'slow_down' },
  'database-unavailable': { status: 503, error: 'temporarily_unavailable' }
}

const refused = ({ code }: Failure): Answer => {
  const { status, error } = OAUTH_ERRORS[code] ?? { status: 400, error: 'invalid_request' }
  return status === 401 ? challenge({ error }) : wrong(error, status)
}
const wrong = (error: string, status = 400): Answer => ({ status, body: { error } })
const onlyBy = (allow: string): Answer => ({ ...wrong('invalid_request', 405), headers: { allow } })
const READING = 'GET, HEAD, OPTIONS'
const WRITING = 'POST, OPTIONS'
const isReading = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'
/** RFC 6750, section 3: who brought no token is told how to bring one, and of no error. */
const challenge = (body: { error?: string }): Answer => ({
  status: 401,
  body,
  headers: { 'www-authenticate': body.error ? `Bearer error="${body.error}"` : 'Bearer' }
})

/** What wallets speak: OpenID4VCI 1.0 with a pre-authorised code, OpenID4VP 1.0 with `direct_post`. */
export function walletFiles(
  runtime: Runtime,
  { wallets, presentations, typeNames }: Pick<Credentials, 'wallets' | 'presentations' | 'typeNames'>,
  publicUrl: string
) {
  const documents: Readonly<Record<string, object>> = {
    '/.well-known/openid-credential-issuer': credentialIssuer(publicUrl, typeNames('passport')),
    '/.well-known/oauth-authorization-server': authorizationServer(publicUrl)
  }
  const paths = new Set<string>([...Object.keys(documents), ...Object.values(WALLET_PATHS)])

  async function token(request: IncomingMessage, actor: Actor): Promise<Answer> {
    const form = new URLSearchParams((await textOf(request)) ?? '')
    const grant = form.get('grant_type')
    if (grant && grant !== PRE_AUTHORIZED) return wrong('unsupported_grant_type')
    const [code, pin] = [form.get('pre-authorized_code'), form.get('tx_code')]
    // Whoever gave no digits guessed none: the offer loses none of its tries.
    if (!grant || !code || !pin || new Set(form.keys()).size < form.size) return wrong('invalid_request')
    const details = readDetails(form.get('authorization_details'))
    if (!details) return wrong('invalid_authorization_details')
    const redeemed = await perform(runtime, actor, wallets.redeemOffer, { code, pin })
    if (!redeemed.ok) return refused(redeemed.error)
    const { accessToken } = redeemed.value
    if (!accessToken) return wrong('invalid_grant')
    return {
      status: 200,
      body: { access_token: accessToken, token_type: 'Bearer', expires_in: OFFER_MINUTES * 60, ...details }
    }
  }

  async function credential(request: IncomingMessage, actor: Actor): Promise<Answer> {
    const accessToken = SCHEME.exec(request.headers.authorization ?? '')?.[1]
    if (!accessToken) return challenge({})
    const json = parseStrictJson((await textOf(request)) ?? '')
    if (!json.ok || !isObject(json.value)) return wrong('invalid_credential_request')
    const issued = await perform(runtime, actor, wallets.issueToWallet, { accessToken, request: json.value })
    return issued.ok
      ? { status: 200, body: { credentials: [{ credential: issued.value.credential }] } }
      : refused(issued.error)
  }

  async function requested(request: IncomingMessage, requestId: string): Promise<Answer> {
    if (!isReading(request)) return onlyBy(READING)
    const jwt = await presentations.requestObject(runtime.db, requestId, runtime.now())
    return jwt ? { status: 200, body: jwt } : wrong('invalid_request', 404)
  }

  async function presented(request: IncomingMessage, requestId: string, actor: Actor): Promise<Answer> {
    if (request.method !== 'POST') return onlyBy(WRITING)
    const form = new URLSearchParams((await textOf(request, PRESENTATION_BYTES_MAX)) ?? '')
    if (form.get('state') !== requestId) return wrong('invalid_request')
    // A refusal is heard (OpenID4VP, 8.2 and 8.5), and the request goes on waiting for who may say yes.
    if (form.get('error')) return { status: 200, body: {} }
    const tokens = parseStrictJson(form.get('vp_token') ?? '')
    const answers = tokens.ok && isObject(tokens.value) ? tokens.value[PRESENTATION_QUERY] : undefined
    const [presentation, ...more] = Array.isArray(answers) ? (answers as unknown[]) : []
    if (typeof presentation !== 'string' || more.length) return wrong('invalid_request')
    const input = { requestId, presentation }
    const answered = await perform(runtime, actor, presentations.answerPresentation, input)
    return answered.ok ? { status: 200, body: {} } : refused(answered.error)
  }

  async function answerTo(request: IncomingMessage, path: string, address: string): Promise<Answer> {
    const document = documents[path]
    if (document) return isReading(request) ? { status: 200, body: document } : onlyBy(READING)
    const actor: Actor = { personId: null, sessionId: null, address, locale: 'kk' }
    const [, requestId, answers] = PRESENTATION_PATH.exec(path) ?? []
    if (requestId) return answers ? presented(request, requestId, actor) : requested(request, requestId)
    if (request.method !== 'POST') return onlyBy(WRITING)
    if (path === WALLET_PATHS.token) return token(request, actor)
    if (path === WALLET_PATHS.credential) return credential(request, actor)
    return { status: 200, body: { c_nonce: wallets.newNonce(runtime.now()) } }
  }

  return {
    owns: (path: string): boolean => paths.has(path) || PRESENTATION_PATH.test(path),
    /** Answers who asks from this address. */
    async answer(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
      if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end()
      const path = (request.url ?? '').split('?', 1)[0]!
      const { status, body, headers } = await answerTo(request, path, address).catch(
        (error: unknown): Answer => {
          runtime.warn(error, `wallet ${path}`)
          return wrong('server_error', 500)
        }
      )
      const isToken = typeof body === 'string'
      response.writeHead(status, {
        'content-type': isToken ? 'application/oauth-authz-req+jwt' : 'application/json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...CORS,
        ...headers
      })
      response.end(isToken ? body : JSON.stringify(body))
    }
  }
}

/** What is answered to a wallet that names what it wants beforehand (RFC 9396); null when it wants anything else. */
function readDetails(text: string | null): object | null {
  if (text === null) return {}
  const json = parseStrictJson(text)
  const wishes: readonly unknown[] = json.ok && Array.isArray(json.value) ? json.value : []
  const isPassport = (wish: unknown): boolean =>
    isObject(wish) &&
    wish['type'] === DETAILS_TYPE &&
    wish['credential_configuration_id'] === WALLET_CONFIGURATION
  if (!wishes.length || !wishes.every(isPassport)) return null
  const granted = {
    type: DETAILS_TYPE,
    credential_configuration_id: WALLET_CONFIGURATION,
    credential_identifiers: [WALLET_CONFIGURATION]
  }
  return { authorization_details: [granted] }
}

/** The body within its limit; null beyond it. */
async function textOf(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= bytesMax) chunks.push(chunk)
  }
  return bytes <= bytesMax ? Buffer.concat(chunks).toString() : null
}
