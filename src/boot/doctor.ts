import { access, constants, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { isMigrated } from '#platform/database/migrate.ts'
import { checkServer } from '#platform/database/server-check.ts'
import { readConfig } from './config.ts'
import { openResources } from './resources.ts'

interface Finding {
  readonly what: string
  /** null when all is well. */
  readonly trouble: string | null
}

const FREE_BYTES_MIN = 1024 ** 3

/** Looks at everything an installation stands on and says what is wrong; true when nothing is. */
export async function doctor(say: (line: string) => void): Promise<boolean> {
  const findings: Finding[] = [nodeVersion()]
  const config = readConfig(process.env)
  findings.push({ what: 'settings', trouble: null })
  await using resources = await openResources(config, () => {})
  findings.push({ what: 'PostgreSQL', trouble: await checkServer(resources.db) })
  findings.push({
    what: 'migrations',
    trouble: (await isMigrated(resources.db)) ? null : 'not all are applied: npm run erikti -- migrate'
  })
  findings.push({ what: 'keystore', trouble: await keystoreTrouble(join(config.home, 'keystore.json')) })
  findings.push({ what: 'free space', trouble: await spaceTrouble(config.home) })
  findings.push({ what: 'Chromium (for tests only)', trouble: await chromiumTrouble() })
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

async function keystoreTrouble(path: string): Promise<string | null> {
  const { mode } = await stat(path)
  return mode & 0o077 ? `${path} can be read by others: chmod 600 ${path}` : null
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
