import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { SMTPServer } from 'smtp-server'
import { scratchHome, startProcess } from '#tests/support/process.ts'
import { Client } from '../../tools/demo/client.ts'
import { signIn } from '../../tools/demo/walk.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const MAIL_MS_MAX = 30_000

/** Takes every mail and keeps who it was for. */
async function catcher(t: { after(fn: () => Promise<void>): void }) {
  const caught: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      caught.push(...session.envelope.rcptTo.map(({ address }) => address))
      stream.resume().once('end', () => done())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  t.after(() => new Promise((closed) => server.close(() => closed())))
  const { port } = server.server.address() as AddressInfo
  return { caught, url: `smtp://127.0.0.1:${port}` }
}

test('a newcomer starts it, walks the whole path by a program, and gets mail', async (t) => {
  const home = await scratchHome(t)
  const out = join(home, 'papers')
  const smtp = await catcher(t)
  const settings = { ERIKTI_HOME: home, ERIKTI_DEMO: 'on', SMTP_URL: smtp.url }
  const started = await startProcess(settings)
  t.after(async () => void (await started.end('SIGKILL')))
  await started.until(/Sign in as:/)
  assert.match(started.said(), /Айгерім Сейітова/)

  const newcomer = new Client(started.base)
  await signIn(newcomer, 'Оспанов')
  const email = 'daniyar@mail.example'
  assert.equal((await newcomer.send('PATCH', '/api/me', { email })).status, 204)

  const { stdout } = await run(
    process.execPath,
    ['tools/demo.ts', '--base', started.base, '--out', out, '--json'],
    {
      cwd: root
    }
  )
  const steps = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).step as string)
  assert.equal(steps.at(-1), 'revocation')

  const extract = JSON.parse(await readFile(join(out, 'extract.json'), 'utf8'))
  const passport = JSON.parse(await readFile(join(out, 'passport.json'), 'utf8'))
  assert.equal(extract.disclosure.totals.minutes, passport.totals.minutes)
  assert.equal((await readFile(join(out, 'extract.pdf'))).subarray(0, 5).toString(), '%PDF-')
  const { data, width, height } = PNG.sync.read(await readFile(join(out, 'extract-qr.png')))
  assert.equal(jsQR(new Uint8ClampedArray(data), width, height)?.data, extract.link)

  const deadline = Date.now() + MAIL_MS_MAX
  while (!smtp.caught.length && Date.now() < deadline) await pause(100)
  assert.ok(smtp.caught.length, 'no mail came')
  assert.deepEqual([...new Set(smtp.caught)], [email])
  assert.equal(await started.end('SIGTERM'), 0)

  const again = await startProcess(settings)
  t.after(async () => void (await again.end('SIGKILL')))
  await again.until(/Sign in as:/)
  assert.doesNotMatch(again.said(), /the demo world: people/)
  assert.equal(await again.end('SIGTERM'), 0)
})

test('a program that finds no demo world says so and ends with 1', async (t) => {
  const started = await startProcess({ ERIKTI_HOME: await scratchHome(t) })
  await started.until(/Erikti is ready/)
  const failed = await run(process.execPath, ['tools/demo.ts', '--base', started.base], { cwd: root }).catch(
    (error: { code: number; stderr: string }) => error
  )
  // Ended before its folder is removed, which is the first thing that happens after the test.
  await started.end('SIGTERM')
  assert.ok('code' in failed)
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /^surprise: the identity provider does not list/)
})
