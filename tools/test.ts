import { spawn } from 'node:child_process'
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { ensureBuilt } from '../src/boot/build.ts'
import { openDatabase } from '../src/platform/database/database.ts'
import { scratchHome, startEmbedded } from '../src/platform/database/embedded.ts'
import { migrate } from '../src/platform/database/migrate.ts'
import { databaseUrl, TEMPLATE } from '../tests/support/database.ts'

const HELP = `Everything that must hold, in one run.

  npm test                            format, lint, types, doors, then all tests
  npm test -- FILE...                 only these test files
  npm test -- --only checks|tests     one half

Journeys use Debian's chromium; it is installed when it is missing and we may (root), else we say what to install.`

const ALL_TESTS = [
  'src/**/*.test.ts',
  'tests/architecture/**/*.test.ts',
  'tests/http/**/*.test.ts',
  'tests/process/**/*.test.ts',
  'tests/journeys/**/*.test.ts',
  'tools/**/*.test.ts'
]
const bin = (name: string) => join('node_modules', '.bin', name)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' }, only: { type: 'string' } }
})

if (values.help) console.log(HELP)
else process.exitCode = await main()

async function main(): Promise<number> {
  const checks = !positionals.length && values.only !== 'tests'
  if (checks && !(await runChecks())) return 1
  return values.only === 'checks' ? 0 : runTests(positionals.length ? positionals : ALL_TESTS)
}

async function runChecks(): Promise<boolean> {
  const steps: [string, string, string[]][] = [
    // Writes the tsconfig that ours extends: doors and types read it.
    ['routes', bin('svelte-kit'), ['sync']],
    ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
    ['lint', bin('oxlint'), ['--deny-warnings', '--quiet']],
    ['doors', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src', 'tests', 'tools']],
    ['types', bin('svelte-check'), ['--threshold', 'warning', '--output', 'human']]
  ]
  for (const [name, command, args] of steps) {
    console.log(`- ${name}`)
    if ((await run(command, args)) !== 0) {
      console.error(`npm test: "${name}" failed; nothing after it was run`)
      return false
    }
  }
  return true
}

async function runTests(files: string[]): Promise<number> {
  if (files.some((file) => file.includes('tests/journeys')) && !(await ensureChromium())) return 1
  if (files.some((file) => /tests\/(journeys|process|http)/.test(file))) await ensureBuilt(console.log)
  const home = await scratchHome()
  try {
    await using postgres = await startEmbedded(home, { durable: false })
    await makeTemplate(postgres.url)
    return await run(process.execPath, ['--test', '--test-concurrency=2', '--test-reporter=spec', ...files], {
      ERIKTI_TEST_SERVER: postgres.url
    })
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

async function makeTemplate(url: string): Promise<void> {
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  await server.query(`create database ${TEMPLATE}`)
  await server.end()
  await using template = openDatabase(databaseUrl(url, TEMPLATE), () => {}, 2)
  await migrate(template.db)
}

async function ensureChromium(): Promise<boolean> {
  const found = await access('/usr/bin/chromium').then(
    () => true,
    () => false
  )
  if (found) return true
  if (process.getuid?.() === 0) {
    console.log('- installing chromium from Debian (once)')
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
    if (
      (await run('apt-get', ['update', '-qq'], quiet)) === 0 &&
      (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet)) === 0
    )
      return true
  }
  console.error('npm test: the journeys need Chromium: sudo apt-get install -y chromium')
  return false
}

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.once('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
