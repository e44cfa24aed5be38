import { X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ALGORITHMS, type Algorithm, type KeyKeeper, type PublicKey } from '#features/credentials/index.ts'
import { openKeystore } from '#platform/keystore/keystore.ts'
import { ConfigError, readConfig } from './config.ts'
import { issuerKeys } from './credentials.ts'

const HELP = `The keys with which credentials are signed. A running Erikti takes up every change by itself.

  npm run erikti -- keys                    list them; makes them first where there are none
  npm run erikti -- keys rotate ALGORITHM   a new key takes over (${ALGORITHMS.join(', ')}); what the old one signed goes on holding
  npm run erikti -- keys revoke KEY         give a key up: nothing that it ever signed holds any more
  npm run erikti -- keys chain              the X.509 chain of the ES256 key, PEM
  npm run erikti -- keys request            a signing request, for an authority whose root others know
  npm run erikti -- keys install FILE       put the chain that the authority made in the place of ours`

type Say = (line: string) => void

/** `npm run erikti -- keys`: works beside a running Erikti and needs no database. */
export async function runKeys(args: string[], say: Say): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } }
  })
  const [action = 'list', operand, ...more] = positionals
  if (values.help) return say(HELP)
  if (more.length) throw new ConfigError(`keys ${action}: one thing at a time (keys --help)`)
  const config = readConfig(process.env)
  await mkdir(config.home, { recursive: true })
  const keystore = await openKeystore(join(config.home, 'keystore.json'))
  await act(issuerKeys({ config, keystore, now: () => new Date() }), action, operand, say)
}

async function act(keys: KeyKeeper, action: string, operand: string | undefined, say: Say): Promise<void> {
  const now = new Date()
  const needed = (what: string): string => {
    if (!operand) throw new ConfigError(`keys ${action}: ${what} is missing (keys --help)`)
    return operand
  }
  switch (action) {
    case 'list':
      return (await keys.list()).forEach((key) => say(lineOf(key)))
    case 'rotate': {
      const algorithm = ALGORITHMS.find((one) => one.toLowerCase() === needed('the algorithm').toLowerCase())
      if (!algorithm) throw new ConfigError(`keys rotate: the algorithm is one of ${ALGORITHMS.join(', ')}`)
      return say(lineOf(await keys.rotate(algorithm satisfies Algorithm, now)))
    }
    case 'revoke': {
      const keyId = needed('the key')
      if (!(await keys.list()).some((key) => key.keyId === keyId))
        throw new ConfigError(`keys revoke: there is no key ${keyId}`)
      return say(lineOf(await keys.revoke(keyId, now)))
    }
    case 'chain':
      return say((await keys.chainPem()).trimEnd())
    case 'request':
      return say((await keys.certificateRequest()).trimEnd())
    case 'install': {
      const pem = await readFile(needed('the file'), 'utf8').catch((error: Error) => {
        throw new ConfigError(`keys install: ${error.message}`)
      })
      const installed = await keys.replaceChain(pem).catch((error: Error) => {
        throw new ConfigError(`keys install: the chain cannot be used, ${error.message}`)
      })
      return say(lineOf(installed))
    }
    default:
      throw new ConfigError(`keys: "${action}" is not known (keys --help)`)
  }
}

function lineOf({ keyId, algorithm, createdAt, retiredAt, revokedAt, chain: [leaf] }: PublicKey): string {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const state = revokedAt
    ? `revoked ${day(revokedAt)}`
    : retiredAt
      ? `retired ${day(retiredAt)}, still valid`
      : 'signs'
  // Wallets and readers refuse what is signed under an expired one: rotating makes another.
  const ends = leaf && day(new Date(new X509Certificate(Buffer.from(leaf, 'base64')).validTo))
  const certificate = ends && !revokedAt && !retiredAt ? `, certificate until ${ends}` : ''
  return `${keyId}  ${algorithm.padEnd(8)}  made ${day(createdAt)}  ${state}${certificate}`
}
