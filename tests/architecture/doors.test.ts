import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')

/** One breach of each door: the file that breaks it, and the rule that must name it. */
const BREACHES: [rule: string, file: string, code: string][] = [
  ['domain-is-pure', 'src/features/a/domain/x.ts', `import '../../../platform/log.ts'`],
  ['domain-is-pure', 'src/features/a/domain/y.ts', `import 'node:fs'`],
  ['app-knows-no-adapter', 'src/features/a/app/x.ts', `import '../adapters/store.ts'`],
  ['one-door-a-context', 'src/features/a/app/y.ts', `import '../../b/domain/rule.ts'`],
  ['platform-knows-no-feature', 'src/platform/x.ts', `import '../features/a/index.ts'`],
  ['design-stands-alone', 'src/design/x.ts', `import '../platform/log.ts'`],
  ['only-boot-wires', 'src/features/a/adapters/z.ts', `import '../../../boot/wire.ts'`],
  ['routes-call-use-cases', 'src/routes/x.ts', `import '../features/a/adapters/store.ts'`],
  ['no-circles', 'src/features/b/domain/other.ts', `import './rule.ts'`]
]

const REST: [file: string, code: string][] = [
  ['src/platform/log.ts', 'export const log = 1'],
  ['src/features/a/index.ts', 'export const a = 1'],
  ['src/features/a/adapters/store.ts', 'export const store = 1'],
  ['src/features/b/domain/rule.ts', `import './other.ts'`],
  ['src/boot/wire.ts', 'export const wire = 1']
]

test('the check that guards the doors sees each door broken', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'erikti-doors-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await cp(join(root, '.dependency-cruiser.cjs'), join(folder, '.dependency-cruiser.cjs'))
  await writeFile(
    join(folder, 'tsconfig.json'),
    '{"compilerOptions":{"allowImportingTsExtensions":true,"noEmit":true}}'
  )
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [file, code] of [...BREACHES.map(([, ...rest]) => rest), ...REST]) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), code + '\n')
  }
  const { stdout } = await run(
    join(root, 'node_modules/.bin/depcruise'),
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'],
    { cwd: folder, maxBuffer: 64 * 1024 * 1024 }
  ).catch((error: { stdout: string }) => error)
  const report = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } }
  const seen = report.summary.violations.map(({ from, rule }) => `${rule.name} ${from}`)
  for (const [rule, file] of BREACHES)
    assert.ok(seen.includes(`${rule} ${file}`), `${rule} did not see ${file}`)
})
