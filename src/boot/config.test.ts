import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig } from './config.ts'

test('without settings it is a local world on port 3000', () => {
  const config = readConfig({})
  assert.equal(config.publicUrl, 'http://localhost:3000')
  assert.equal(config.host, '127.0.0.1')
  assert.deepEqual(config.identityProvider, { kind: 'local' })
  assert.equal(config.demoWorld, true)
})

test('a wrong setting is one line that names it', () => {
  for (const [name, value] of [
    ['PORT', '0'],
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['HOST', 'a b'],
    ['DATABASE_URL', 'mysql://x'],
    ['PUBLIC_URL', 'ftp://x'],
    ['PUBLIC_URL', 'http://x.kz/path'],
    ['PUBLIC_URL', 'http://localhost?x'],
    ['PUBLIC_URL', 'http://me:secret@localhost'],
    ['SMTP_URL', 'http://mail'],
    ['ERIKTI_DEMO', 'perhaps'],
    ['ERIKTI_TRUSTED_PROXIES', 'proxy.example'],
    ['ERIKTI_TRUSTED_PROXIES', '10.0.0.0/8,'],
    ['ERIKTI_TRUSTED_PROXIES', '10.0.0.0/8, 0.0.0.0/0']
  ] as const)
    assert.throws(
      () => readConfig({ [name]: value }),
      (error) =>
        error instanceof ConfigError && error.message.includes(name) && !error.message.includes('\n'),
      `${name}=${value}`
    )
})

test('what is said of a wrong setting holds no password', () => {
  for (const [name, value] of [
    ['DATABASE_URL', 'postgress://erikti:hunter2@db/erikti'],
    ['SMTP_URL', 'smpt://erikti:hunter2@mail:25'],
    ['PUBLIC_URL', 'https://erikti:hunter2@erikti.example']
  ] as const)
    assert.throws(
      () => readConfig({ [name]: value }),
      ({ message }: Error) => message.includes(name) && !message.includes('hunter2'),
      name
    )
})

test('where others than this machine are let in, nobody plays the identity provider unless a setting says so loudly', () => {
  for (const HOST of ['0.0.0.0', '::', '10.0.0.5', 'erikti'])
    assert.throws(() => readConfig({ HOST }), /HOST/, HOST)
  for (const HOST of ['localhost', '127.0.0.2', '::1'])
    assert.equal(readConfig({ HOST }).identityProvider.kind, 'local')
  const ERIKTI_LOCAL_IDENTITY = 'yes-anyone-can-sign-in-as-anyone'
  assert.equal(readConfig({ HOST: '0.0.0.0', ERIKTI_LOCAL_IDENTITY }).identityProvider.kind, 'local')
})

test('no proxy is trusted that was not named', () => {
  assert.deepEqual(readConfig({}).trustedProxies, [])
  assert.deepEqual(readConfig({ ERIKTI_TRUSTED_PROXIES: '' }).trustedProxies, [])
  const { trustedProxies } = readConfig({ ERIKTI_TRUSTED_PROXIES: '10.0.0.0/8, ::1' })
  assert.deepEqual(
    trustedProxies.map((range) => range.join('/')),
    ['10.0.0.0/8', '::1/128']
  )
})

test('under a public address the local identity provider is off unless a setting says so loudly', () => {
  const PUBLIC_URL = 'https://erikti.example'
  assert.throws(() => readConfig({ PUBLIC_URL }), /OIDC_ISSUER/)
  assert.throws(() => readConfig({ PUBLIC_URL, ERIKTI_LOCAL_IDENTITY: 'yes' }), ConfigError)
  const loud = readConfig({ PUBLIC_URL, ERIKTI_LOCAL_IDENTITY: 'yes-anyone-can-sign-in-as-anyone' })
  assert.equal(loud.identityProvider.kind, 'local')
  assert.equal(loud.demoWorld, false)
  assert.throws(() => readConfig({ OIDC_ISSUER: 'https://idp.example' }), /go together/)
})
