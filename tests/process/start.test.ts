import assert from 'node:assert/strict'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { request as ask } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { scratchHome, startProcess } from '#tests/support/process.ts'

const READY = /Erikti is ready: (\S+)/

const status = async (address: string): Promise<number> => (await fetch(address)).status

test('it starts, is alive and ready, and stops cleanly', async (t) => {
  const home = await scratchHome(t)
  const started = await startProcess({ ERIKTI_HOME: home })
  await started.until(READY)
  assert.equal(await status(`${started.base}/healthz`), 200)
  assert.equal(await status(`${started.base}/readyz`), 200)
  assert.equal(await status(`${started.base}/`), 200)
  assert.equal((await stat(join(home, 'keystore.json'))).mode & 0o777, 0o600)
  assert.equal(await started.end('SIGTERM'), 0)

  // The next start finds everything as it was, and so does one after a kill.
  const again = await startProcess({ ERIKTI_HOME: home })
  await again.until(READY)
  assert.equal(await status(`${again.base}/readyz`), 200)
  await again.end('SIGKILL')
  const recovered = await startProcess({ ERIKTI_HOME: home })
  await recovered.until(READY)
  assert.equal(await status(`${recovered.base}/readyz`), 200)
  assert.equal(await recovered.end('SIGINT'), 0)
})

test('a second start on the same data folder, or on a taken port, is refused in one line', async (t) => {
  const home = await scratchHome(t)
  const first = await startProcess({ ERIKTI_HOME: home })
  await first.until(READY)
  const sameHome = await startProcess({ ERIKTI_HOME: home })
  const [code] = await new Promise<[number | null]>((done) =>
    sameHome.child.once('exit', (exit) => done([exit]))
  )
  assert.equal(code, 1)
  assert.match(sameHome.said(), /erikti: the data folder .* is in use/)
  assert.doesNotMatch(sameHome.said(), /\n {4}at /)

  const samePort = await startProcess({
    ERIKTI_HOME: await scratchHome(t),
    PORT: new URL(first.base).port
  })
  await samePort.until(/erikti: port \d+ .* is taken/)
  assert.equal(await status(`${first.base}/readyz`), 200)
  await first.end('SIGTERM')
})

test('the doctor looks at a running installation, and mends nothing in one that never ran', async (t) => {
  const home = await scratchHome(t)
  const unborn = await startProcess({ ERIKTI_HOME: home }, 'doctor')
  await once(unborn.child, 'close')
  assert.match(unborn.said(), /wrong {2}migrations: [^]*wrong {2}keystore: /)
  await assert.rejects(stat(join(home, 'keystore.json')))

  const running = await startProcess({ ERIKTI_HOME: home })
  await running.until(READY)
  const doctor = await startProcess({ ERIKTI_HOME: home, ERIKTI_TRUSTED_PROXIES: '10.0.0.0/8' }, 'doctor')
  await doctor.until(
    /well {3}trusted proxies: 10.0.0.0\/8\nwell {3}PostgreSQL\nwell {3}migrations\nwell {3}keystore/
  )
  assert.equal(await status(`${running.base}/readyz`), 200)
  assert.equal(await running.end('SIGTERM'), 0)
})

test('a wrong setting is one clear line, and nothing starts', async (t) => {
  const home = await scratchHome(t)
  const wrong = await startProcess({ ERIKTI_HOME: home, PUBLIC_URL: 'https://erikti.example' })
  await wrong.until(/erikti: setting OIDC_ISSUER is missing/)
  await assert.rejects(stat(join(home, 'postgres')))
})

test('a request under way is answered before the end', async (t) => {
  const started = await startProcess({ ERIKTI_HOME: await scratchHome(t) })
  await started.until(READY)
  // A body that arrives slowly: the request is open when the signal comes.
  const answered = new Promise<number>((done, fail) => {
    const request = ask(
      `${started.base}/api/nothing`,
      { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '2' } },
      (response) => done(response.statusCode!)
    )
    request.on('error', fail)
    request.write('{')
    setTimeout(() => started.child.kill('SIGTERM'), 200)
    setTimeout(() => request.end('}'), 900)
  })
  const exit = new Promise<number | null>((done) => started.child.once('exit', done))
  assert.equal(await answered, 404)
  assert.equal(await exit, 0)
})
