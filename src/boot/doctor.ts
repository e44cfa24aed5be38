import { access, constants, stat, statfs } from 'node:fs/promises'
import { isMigrated } from '#platform/database/migrate.ts'
import { readConfig, type Config } from './config.ts'
import { readPolicy } from './ledger.ts'
import { databaseTrouble, keystorePath, openServer } from './resources.ts'

interface Finding {
  readonly what: string
  /** null when all is well. */
  readonly trouble: string | null
}

const FREE_BYTES_MIN = 1024 ** 3

/**
 * Looks at everything an installation stands on and says what is wrong; true when nothing is. It mends nothing, and
 * may be run while Erikti runs.
 */
export async function doctor(say: (line: string) => void): Promise<boolean> {
  const config = readConfig(process.env)
  if (config.logPolicy) await readPolicy(config.logPolicy)
  const findings = [
    nodeVersion(),
    { what: 'settings', trouble: null },
    proxies(config),
    ...(await database(config)),
    { what: 'keystore', trouble: await keystoreTrouble(keystorePath(config)) },
    { what: 'free space', trouble: await spaceTrouble(config.home) },
    { what: 'Chromium (for tests only)', trouble: await chromiumTrouble() }
  ]
  for (const { what, trouble } of findings)
    say(`${trouble ? 'wrong' : 'well '}  ${what}${trouble ? `: ${trouble}` : ''}`)
  return findings.every(({ trouble }) => !trouble)
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  return {
    what: `Node ${process.versions.node}`,
    trouble: major >= 24 ? null : 'Node 24 is needed; it comes with npm ci unless scripts are ignored'
  }
}

/** We speak HTTP without TLS: who comes by https comes through a proxy. */
function proxies({ publicUrl, trustedProxies }: Config): Finding {
  const named = trustedProxies.map((range) => range.join('/')).join(', ')
  return {
    what: `trusted proxies: ${named || 'none, so that X-Forwarded-For is not read'}`,
    trouble:
      named || !publicUrl.startsWith('https:')
        ? null
        : 'there is a proxy before us (PUBLIC_URL is https), and all who come through it share one rate limit ' +
          'until ERIKTI_TRUSTED_PROXIES names it'
  }
}

async function database(config: Config): Promise<Finding[]> {
  await using server = await openServer(config, () => {}, { attach: true })
  const trouble = await databaseTrouble(server)
  const found = [{ what: 'PostgreSQL', trouble }]
  if (trouble) return found
  const migrated = await isMigrated(server.database.db)
  return [
    ...found,
    { what: 'migrations', trouble: migrated ? null : 'not all are applied: npm run erikti -- migrate' }
  ]
}

async function keystoreTrouble(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  if (!found)
    return `${path} is not there: put your copy back; in a new installation the first start makes it`
  return found.mode & 0o077 ? `${path} can be read by others: chmod 600 ${path}` : null
}

async function spaceTrouble(home: string): Promise<string | null> {
  const { bavail, bsize } = await statfs(home)
  return bavail * bsize < FREE_BYTES_MIN ? `less than 1 GiB is left under ${home}` : null
}

const chromiumTrouble = (): Promise<string | null> =>
  access('/usr/bin/chromium', constants.X_OK).then(
    () => null,
    () => 'sudo apt-get install -y chromium'
  )
