import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import eddsa from '../src/features/credentials/vectors/eddsa-rdfc-2022.json' with { type: 'json' }
import { createInterop } from './interop.ts'

let interop: Awaited<ReturnType<typeof createInterop>>
let base: string

before(async () => {
  interop = await createInterop()
  interop.server.listen(0, '127.0.0.1')
  await once(interop.server, 'listening')
  base = `http://localhost:${(interop.server.address() as AddressInfo).port}`
})
after(() => void interop.server.close())

const post = async (path: string, body: unknown) => {
  const response = await fetch(base + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body)
  })
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: response.status, json: (await response.json()) as any }
}

const aCredential = () => ({
  '@context': ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/ns/credentials/examples/v2'],
  id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
  type: ['VerifiableCredential', 'AlumniCredential'],
  issuer: interop.did,
  validFrom: '2023-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:abcdefgh', alumniOf: 'The School of Examples' }
})

test('what it issues it verifies, until its status says otherwise', async () => {
  const plain = await post('/credentials/issue', { credential: aCredential() })
  assert.equal(plain.status, 201)
  assert.equal((await post('/credentials/verify', plain.json)).status, 200)

  const issued = await post('/with-status/credentials/issue', { credential: aCredential() })
  const { verifiableCredential } = issued.json
  assert.equal((await post('/credentials/verify', issued.json)).status, 200)
  const credentialStatus = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' }
  const revoke = { credentialId: verifiableCredential.id, credentialStatus, status: true }
  assert.equal((await post('/credentials/status', revoke)).status, 200)
  const refused = await post('/credentials/verify', issued.json)
  assert.deepEqual([refused.status, refused.json.problemDetails[0].type], [400, 'revoked'])
  const list = await fetch(verifiableCredential.credentialStatus.statusListCredential)
  assert.equal((await post('/credentials/verify', { verifiableCredential: await list.json() })).status, 200)
})

test('a credential of another did:key is verified by the key that it names', async () => {
  const { signed } = eddsa
  // The published vector names an issuer who is not the controller of its key: that is refused for that alone.
  const verified = await post('/credentials/verify', { verifiableCredential: signed })
  assert.deepEqual(
    verified.json.problemDetails.map(({ type }: { type: string }) => type),
    ['key-not-of-issuer']
  )
})

test('what must not be issued or verified is answered with 400 and a reason', async () => {
  const wrong = [
    { ...aCredential(), issuer: 'did:example:other' },
    { ...aCredential(), '@context': ['https://www.w3.org/ns/credentials/examples/v2'] },
    { ...aCredential(), credentialSchema: { id: 'https://a.example/' } },
    { ...aCredential(), refreshService: {} },
    { ...aCredential(), validFrom: 'today' }
  ]
  for (const credential of wrong) assert.equal((await post('/credentials/issue', { credential })).status, 400)
  assert.equal((await post('/credentials/issue', '{"credential":1,"credential":2}')).status, 400)
  assert.equal((await post('/credentials/issue', '[')).status, 400)
  assert.equal((await post('/credentials/verify', {})).status, 400)
  assert.equal((await post('/credentials/status', { credentialId: 'urn:a:b' })).status, 404)
  assert.equal((await post('/elsewhere', {})).status, 404)
})
