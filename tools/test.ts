import { spawn } from 'node:child_process'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../src/boot/build.ts'
import { testServer } from '../tests/support/server.ts'

const HELP = `Everything that must hold, in one run.

  npm test                            format, lint, types, doors, then all tests
  npm test -- FILE...                 only these test files
  npm test -- --only checks|tests     one half

Journeys use Debian's chromium; it is installed when it is missing and we may (root), else we say what to install.`

const ALL_TESTS = [
  'src/**/*.test.ts',
  'tests/architecture/**/*.test.ts',
  'tests/corpus/**/*.test.ts',
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
    ['types', bin('svelte-check'), ['--threshold', 'warning', '--output', 'human']],
    // A worker has other globals than a page: TypeScript sees it by itself.
    ['types of the worker', bin('tsc'), ['-p', 'src/service-worker']]
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
  await using postgres = await testServer()
  return await run(process.execPath, ['--test', '--test-concurrency=2', '--test-reporter=spec', ...files], {
    ERIKTI_TEST_SERVER: postgres.url
  })
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
