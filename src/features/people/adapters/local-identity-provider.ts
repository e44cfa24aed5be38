import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import Provider, { errors, type AccountClaims, type Configuration } from 'oidc-provider'
import type { Locale } from '#platform/prelude/index.ts'
import { LOCALES } from '#platform/prelude/index.ts'
import { centuryDigit, generateIin } from '../domain/iin.ts'
import type { Identity } from '../domain/person.ts'
import { identityInput } from '../app/identity-input.ts'
import { brokenPage, choicePage, newPersonForm, type ListedPerson } from './local-identity-pages.ts'
import { memoryAdapter } from './local-identity-memory.ts'

/** The people that it can play. */
export interface LocalPeople {
  /** People of the database by part of a name, the earliest entered first. */
  list(search: string, max: number, locale: Locale): Promise<ListedPerson[]>
  identityOf(personId: string): Promise<Identity | null>
  isTaken(iin: string): Promise<boolean>
}

export interface LocalIdentitySettings {
  /** Our own address; the provider stands below it. */
  readonly publicUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly people: LocalPeople
  now(): Date
  newId(): string
  warn(error: unknown, message: string): void
}

/** The path below which the provider answers. */
export const LOCAL_IDENTITY_PATH = '/egov'

const PEOPLE_SHOWN_MAX = 50
const NEW_PEOPLE_MAX = 1_000
const FORM_BYTES_MAX = 8 * 1024
const SESSION_COOKIE = 'egov.session'
/** Serials from here on are not known to be issued to anybody. */
const SYNTHETIC_SERIAL_MIN = 9_000

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

/**
 * Plays the state's identity provider over the real protocol, for development, demonstrations and tests: whoever
 * reaches it can sign in as anyone. Boot starts it only where the settings say so. Keys and state are of this
 * process: a restart asks for a new sign-in and nothing more.
 */
export function createLocalIdentityProvider(settings: LocalIdentitySettings) {
  const { publicUrl, people } = settings
  const { protocol, host } = new URL(publicUrl)
  const newcomers = new Map<string, Identity>()
  const provider = new Provider(`${publicUrl}${LOCAL_IDENTITY_PATH}`, configurationOf(settings, claimsOf))
  provider.proxy = true // believes x-forwarded-proto, which is set below and nowhere else
  const answerProtocol = provider.callback()
  const style = readFileSync(new URL('./local-identity.css', import.meta.url))

  async function claimsOf(sub: string): Promise<AccountClaims | null> {
    const identity = newcomers.get(sub) ?? (await people.identityOf(sub))
    return (
      identity && {
        sub,
        iin: identity.iin,
        family_name: identity.familyName,
        given_name: identity.givenName,
        ...(identity.patronymic ? { middle_name: identity.patronymic } : {}),
        birthdate: identity.birthDate,
        assurance: identity.assurance
      }
    )
  }

  /** Answers a request whose path begins with {@link LOCAL_IDENTITY_PATH}. */
  return async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const original = request.url ?? '/'
    const url = new URL(original, publicUrl)
    const path = url.pathname.slice(LOCAL_IDENTITY_PATH.length)
    if (path === '/style.css') {
      response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' })
      return void response.end(style)
    }
    Object.assign(request.headers, { host, 'x-forwarded-proto': protocol.slice(0, -1) })
    delete request.headers['x-forwarded-host']
    // Each sign-in chooses anew; a session left over from an earlier choice would ask to be ended first.
    if (path === '/auth' || path.startsWith('/auth/'))
      request.headers.cookie = withoutSession(request.headers.cookie)
    try {
      if (path.startsWith('/interaction/')) return await interact(request, response, url)
      Object.assign(request, { originalUrl: original, url: path + url.search || '/' })
      await answerProtocol(request, response)
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound))
        settings.warn(error, 'the local identity provider failed')
      response.writeHead(error instanceof errors.SessionNotFound ? 400 : 500, HEADERS)
      response.end(brokenPage(localeOf(url.searchParams.get('lang'))))
    }
  }

  async function interact(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const interaction = await provider.interactionDetails(request, response)
    const locale = localeOf(url.searchParams.get('lang') ?? interaction.params.ui_locales)
    if (request.method === 'POST') {
      const form = await readForm(request)
      if (form.has('cancel')) {
        const refusal = { error: 'access_denied', error_description: 'the person turned back' }
        return provider.interactionFinished(request, response, refusal)
      }
      const accountId = form.has('familyName') ? await enterNewcomer(form) : form.get('person')
      if (accountId && (await claimsOf(accountId)))
        return provider.interactionFinished(request, response, { login: { accountId, remember: false } })
    }
    const search = url.searchParams.get('q')?.slice(0, 100) ?? ''
    const listed = await people.list(search, PEOPLE_SHOWN_MAX, locale)
    response.writeHead(request.method === 'POST' ? 422 : 200, HEADERS)
    response.end(
      choicePage({
        locale,
        path: url.pathname,
        search,
        people: listed,
        truncated: listed.length === PEOPLE_SHOWN_MAX,
        today: settings.now(),
        refused: request.method === 'POST'
      })
    )
  }

  /** Makes up an IIN that nobody has for somebody who is not in the database yet. */
  async function enterNewcomer(form: URLSearchParams): Promise<string | null> {
    const { sex, ...named } = newPersonForm(form)
    const parsed = identityInput.omit({ iin: true, assurance: true }).safeParse(named)
    if (!parsed.success || parsed.data.birthDate < '1907' || parsed.data.birthDate >= '2100') return null
    const { birthDate } = parsed.data
    for (let tries = 0; tries < 50; tries += 1) {
      const serial = randomInt(SYNTHETIC_SERIAL_MIN, 10_000)
      const iin = generateIin(birthDate, centuryDigit(birthDate, sex), serial)
      if (!iin || (await people.isTaken(iin))) continue
      const sub = settings.newId()
      newcomers.set(sub, { ...parsed.data, iin, assurance: 'qr' })
      if (newcomers.size > NEW_PEOPLE_MAX) newcomers.delete(newcomers.keys().next().value!)
      return sub
    }
    return null
  }
}

function configurationOf(
  settings: LocalIdentitySettings,
  claimsOf: (sub: string) => Promise<AccountClaims | null>
): Configuration {
  const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return {
    adapter: memoryAdapter(),
    clients: [
      {
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
        redirect_uris: [settings.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256'
      }
    ],
    jwks: { keys: [{ ...signingKey, kid: 'local', use: 'sig', alg: 'ES256' }] },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: { session: SESSION_COOKIE, interaction: 'egov.interaction', resume: 'egov.resume' },
      long: { httpOnly: true, sameSite: 'lax', path: LOCAL_IDENTITY_PATH },
      short: { httpOnly: true, sameSite: 'lax' }
    },
    claims: {
      openid: ['sub'],
      profile: ['family_name', 'given_name', 'middle_name', 'birthdate'],
      iin: ['iin'],
      assurance: ['assurance']
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `${LOCAL_IDENTITY_PATH}/interaction/${uid}` },
    ttl: {
      Interaction: 900,
      Session: 900,
      Grant: 900,
      AccessToken: 300,
      IdToken: 300,
      AuthorizationCode: 60
    },
    async findAccount(_ctx, sub) {
      const claims = await claimsOf(sub)
      return claims ? { accountId: sub, claims: () => claims } : undefined
    },
    // The state asks nobody whether it may tell its own service who they are.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client!.clientId,
        accountId: ctx.oidc.session!.accountId!
      })
      grant.addOIDCScope('openid profile iin assurance')
      await grant.save()
      return grant
    },
    renderError(ctx) {
      ctx.set(HEADERS)
      ctx.body = brokenPage(localeOf(ctx.query.ui_locales))
    }
  }
}

const localeOf = (wanted: unknown): Locale => LOCALES.find((locale) => locale === wanted) ?? 'kk'

const withoutSession = (cookies: string | undefined): string =>
  (cookies ?? '')
    .split(/;\s*/)
    .filter((pair) => !pair.startsWith(SESSION_COOKIE))
    .join('; ')

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > FORM_BYTES_MAX) throw new Error('the form is too large')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
