import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRange } from '#platform/address.ts'
import { LIMITS } from '#platform/limiter.ts'
import { builtPages, testSite, type TestSite } from '../support/http.ts'

/*
 * Strangers are limited by the address they come from. Our tests come from 127.0.0.1, which is a trusted proxy in one
 * installation and a stranger in the other.
 */

const pages = await builtPages()
const key = 'x'.repeat(22)
const grant = new URLSearchParams({
  grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
  'pre-authorized_code': key,
  tx_code: '000000'
})

type Headers = Record<string, string>
const from = (address: string): Headers => ({ 'x-forwarded-for': address })

/** Whatever answers requests, asked for something that can be guessed; each gives the status. */
const doors = async ({ anonymous, base }: TestSite, headers: Headers): Promise<number[]> => [
  (await anonymous.get(`/api/verify?token=${key}`, headers)).status,
  (await anonymous.get(`/invite/${key}`, headers)).status,
  (await fetch(`${base}/oid4vci/token`, { method: 'POST', headers, body: grant })).status
]
const LIMITED = [429, 429, 429]
const GUESSED = [404, 404, 400]

test('behind a trusted proxy each stranger has a limit of his own, whatever he says of himself', async () => {
  const trustedProxies = [readRange('127.0.0.0/8')!]
  await using site = await testSite(pages, { settings: { trustedProxies } })
  const ask = (address: string) => doors(site, from(address))
  for (let call = 0; call < LIMITS.guess.calls; call++)
    assert.deepEqual(await ask(`192.0.2.${call}, 203.0.113.5`), GUESSED)
  assert.deepEqual(await ask('203.0.113.5'), LIMITED)
  assert.deepEqual(await ask('203.0.113.6'), GUESSED)
  for (let call = 0; call < LIMITS.guess.calls; call++) await ask(`2001:db8:0:7::${call}`)
  assert.deepEqual(await ask('2001:db8:0:7:1:2:3:4'), LIMITED)
  assert.deepEqual(await ask('2001:db8:0:8::1'), GUESSED)
})

test('where no proxy is trusted, a header is no new address', async () => {
  await using site = await testSite(pages)
  for (let call = 0; call < LIMITS.guess.calls; call++) await doors(site, from(`203.0.113.${call}`))
  for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-erikti-address'])
    assert.deepEqual(await doors(site, { [header]: '198.51.100.1' }), LIMITED, header)
})
