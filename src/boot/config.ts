import { resolve } from 'node:path'
import { z } from 'zod'
import { readRange, type AddressRange } from '#platform/address.ts'

/** The settings of an installation; `docs/guide` explains each. Nothing else reads the environment. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Folder of everything that must outlive the process: database, keystore. */
  readonly home: string
  /** PostgreSQL 15 or later; null means the embedded one in `home`. */
  readonly databaseUrl: string | null
  /** Address under which people reach us, without a slash at the end. */
  readonly publicUrl: string
  /** Proxies before us, whose word on who asked is believed; nobody's when empty. */
  readonly trustedProxies: readonly AddressRange[]
  /** Where mail goes; null means that notices stay in the inbox. */
  readonly smtpUrl: string | null
  readonly identityProvider:
    | { readonly kind: 'local' }
    | {
        readonly kind: 'remote'
        readonly issuer: string
        readonly clientId: string
        readonly clientSecret: string
      }
  /** From which level on log lines are written. */
  readonly logLevel: string
  /** Seeds the demo world into an empty database at start. */
  readonly demoWorld: boolean
  /** File that names the witnesses of the log and their quorum (c2sp.org/tlog-policy); null means none outside. */
  readonly logPolicy: string | null
}

/** A setting that is wrong: one clear line, and nothing starts. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** What must be written out to run the local identity provider under a public address. */
const LOUD = 'yes-anyone-can-sign-in-as-anyone'

const blankIsUnset = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema)

const environment = z.object({
  PORT: blankIsUnset(
    z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number from 1 to 65535')
      .transform(Number)
      .refine((port) => port >= 1 && port <= 65_535, 'must be a number from 1 to 65535')
      .default(3000)
  ),
  HOST: blankIsUnset(
    z
      .string()
      .regex(/^[\w.:-]+$/, 'must be a host name or an address')
      .default('127.0.0.1')
  ),
  ERIKTI_HOME: blankIsUnset(z.string().default('./var')),
  DATABASE_URL: blankIsUnset(
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
      .optional()
  ),
  PUBLIC_URL: blankIsUnset(
    z.url({ protocol: /^https?$/, message: 'must be an http or https address' }).optional()
  ),
  ERIKTI_TRUSTED_PROXIES: blankIsUnset(
    z
      .string()
      .transform((text) => text.split(',').map((range) => readRange(range.trim())))
      .refine(
        (ranges) => ranges.every((range) => range !== null),
        'must be addresses or ranges such as 10.0.0.0/8, with commas between them, and never all there are'
      )
      .default([])
  ),
  SMTP_URL: blankIsUnset(
    z.url({ protocol: /^smtps?$/, message: 'must be an smtp or smtps address' }).optional()
  ),
  OIDC_ISSUER: blankIsUnset(z.url('must be an address').optional()),
  OIDC_CLIENT_ID: blankIsUnset(z.string().optional()),
  OIDC_CLIENT_SECRET: blankIsUnset(z.string().optional()),
  ERIKTI_LOCAL_IDENTITY: blankIsUnset(z.literal(LOUD, `can only be "${LOUD}"`).optional()),
  LOG_LEVEL: blankIsUnset(
    z
      .enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be silent, error, warn, info or debug')
      .default('warn')
  ),
  ERIKTI_DEMO: blankIsUnset(z.enum(['on', 'off'], 'must be on or off').optional()),
  LOG_POLICY: blankIsUnset(z.string().optional())
})

/** Settings whose value is not repeated to whoever reads the terminal or the journal. */
const MAY_HOLD_PASSWORD = new Set(['DATABASE_URL', 'SMTP_URL', 'PUBLIC_URL'])

/** Reads and checks the settings. @throws {ConfigError} naming the first wrong one. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(env)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const name = String(issue.path[0])
    const setting = MAY_HOLD_PASSWORD.has(name) ? name : `${name}=${JSON.stringify(env[name] ?? '')}`
    throw new ConfigError(`setting ${setting} is wrong: it ${issue.message}`)
  }
  const { data } = parsed
  const publicUrl = (data.PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/+$/, '')
  const { href, origin } = new URL(publicUrl)
  if (href !== `${origin}/`)
    throw new ConfigError('setting PUBLIC_URL is wrong: it must have no path, no query and no password')
  return {
    port: data.PORT,
    host: data.HOST,
    home: resolve(data.ERIKTI_HOME),
    databaseUrl: data.DATABASE_URL ?? null,
    publicUrl,
    trustedProxies: data.ERIKTI_TRUSTED_PROXIES,
    smtpUrl: data.SMTP_URL ?? null,
    identityProvider: identityProviderOf(data, publicUrl),
    logLevel: data.LOG_LEVEL,
    demoWorld: data.ERIKTI_DEMO ? data.ERIKTI_DEMO === 'on' : isLocal(publicUrl),
    logPolicy: data.LOG_POLICY ? resolve(data.LOG_POLICY) : null
  }
}

const LOCAL_HOST = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/

/** True for addresses that only this machine can reach. */
export const isLocal = (address: string): boolean => LOCAL_HOST.test(new URL(address).hostname)

function identityProviderOf(
  data: z.output<typeof environment>,
  publicUrl: string
): Config['identityProvider'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = data
  if (issuer || clientId || clientSecret) {
    if (!issuer || !clientId || !clientSecret)
      throw new ConfigError(
        'settings OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: one is missing'
      )
    return { kind: 'remote', issuer, clientId, clientSecret }
  }
  const open = isLocal(publicUrl)
    ? !LOCAL_HOST.test(data.HOST) && `HOST="${data.HOST}"`
    : `PUBLIC_URL="${publicUrl}"`
  if (open && !data.ERIKTI_LOCAL_IDENTITY)
    throw new ConfigError(
      `setting OIDC_ISSUER is missing: under ${open} the local identity provider is off, because it lets anyone sign in as anyone (ERIKTI_LOCAL_IDENTITY="${LOUD}" turns it on)`
    )
  return { kind: 'local' }
}
