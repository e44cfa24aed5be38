import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { loadContexts, mapLoader } from '../src/features/credentials/adapters/contexts.ts'
import { toBase58 } from '../src/features/credentials/domain/bytes.ts'
import { multibaseOf, type PublicJwk } from '../src/features/credentials/domain/keys.ts'
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

const VC_CONTEXT = 'https://www.w3.org/ns/credentials/v2'

const aCredential = () => ({
  '@context': [VC_CONTEXT, 'https://www.w3.org/ns/credentials/examples/v2'],
  id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
  type: ['VerifiableCredential', 'AlumniCredential'],
  issuer: interop.did,
  validFrom: '2023-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:abcdefgh', alumniOf: 'The School of Examples' }
})

/** A holder with a did:key, who signs as the cryptosuite says, step by step. */
async function aHolder() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const multibase = multibaseOf(publicKey.export({ format: 'jwk' }) as PublicJwk)
  const did = `did:key:${multibase}`
  const documentLoader = mapLoader(await loadContexts())
  const hashOf = async (input: object) =>
    createHash('sha256')
      .update(await cryptosuite.canonize(input, { documentLoader }))
      .digest()
  return {
    did,
    async sign(document: Record<string, unknown>, occasion: object, proofPurpose = 'authentication') {
      const proof = {
        type: 'DataIntegrityProof',
        cryptosuite: 'eddsa-rdfc-2022',
        verificationMethod: `${did}#${multibase}`,
        proofPurpose,
        ...occasion
      }
      const configuration = { '@context': document['@context'], ...proof }
      const data = Buffer.concat([await hashOf(configuration), await hashOf(document)])
      return { ...document, proof: { ...proof, proofValue: `z${toBase58(sign(null, data, privateKey))}` } }
    }
  }
}

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
  assert.deepEqual([refused.status, refused.json.problemDetails[0].type], [400, `${base}/problems/revoked`])
  const list = await fetch(verifiableCredential.credentialStatus.statusListCredential)
  assert.equal((await post('/credentials/verify', { verifiableCredential: await list.json() })).status, 200)
})

test('a credential of another did:key is verified by the key that it names', async () => {
  const { signed } = eddsa
  // The published vector names an issuer who is not the controller of its key: that is refused for that alone.
  const verified = await post('/credentials/verify', { verifiableCredential: signed })
  assert.deepEqual(
    verified.json.problemDetails.map(({ type }: { type: string }) => type),
    [`${base}/problems/key-not-of-issuer`]
  )
})

test('a set of proofs holds when each of them does', async () => {
  const { verifiableCredential } = (await post('/credentials/issue', { credential: aCredential() })).json
  const { proof } = verifiableCredential
  const other = (await post('/credentials/issue', { credential: aCredential() })).json.verifiableCredential
  const verify = (proofs: unknown) =>
    post('/credentials/verify', { verifiableCredential: { ...verifiableCredential, proof: proofs } })
  assert.equal((await verify([proof, other.proof])).status, 200)
  const wrong = { ...proof, proofValue: eddsa.signed.proof.proofValue }
  const refused = await verify([proof, wrong])
  assert.deepEqual(
    [refused.status, refused.json.problemDetails[0].type],
    [400, `${base}/problems/signature-wrong`]
  )
  assert.equal((await verify(Array.from({ length: 5 }, () => proof))).status, 400)
})

test('a presentation is verified with its occasion, its holder and what it holds', async () => {
  const holder = await aHolder()
  const { verifiableCredential } = (await post('/credentials/issue', { credential: aCredential() })).json
  const options = { challenge: 'c', domain: 'reader.example' }
  const presentation = {
    '@context': [VC_CONTEXT],
    type: ['VerifiablePresentation'],
    holder: holder.did,
    verifiableCredential: [verifiableCredential]
  }
  const verify = async (changed: object, asked: object = options) => {
    const answer = await post('/presentations/verify', { verifiablePresentation: changed, options: asked })
    const codes = (answer.json.problemDetails ?? []).map(({ type }: { type: string }) =>
      type.split('/').at(-1)
    )
    return [answer.status, ...codes]
  }
  const signed = await holder.sign({ ...presentation }, options)
  assert.deepEqual(await verify(signed), [200])
  assert.deepEqual(await verify(signed, { ...options, challenge: 'd' }), [400, 'occasion-wrong'])
  assert.deepEqual(await verify({ ...signed, id: 'urn:a:b' }), [400, 'signature-wrong'])
  assert.deepEqual(await verify({ ...signed, verifiableCredential: 'text' }), [400, 'credential-malformed'])
  assert.deepEqual(await verify({ ...signed, holder: 'Acme' }), [400, 'holder-not-url', 'key-not-of-holder'])
  assert.deepEqual(await verify(presentation), [
    400,
    'proof-missing',
    'key-unknown',
    'key-not-of-holder',
    'occasion-wrong',
    'occasion-wrong'
  ])
  const bent = { ...verifiableCredential, validFrom: '2024-01-01T00:00:00Z' }
  const holdsBent = await holder.sign({ ...presentation, verifiableCredential: [bent] }, options)
  assert.deepEqual(await verify(holdsBent), [400, 'signature-wrong'])
  const asserted = await holder.sign({ ...presentation }, options, 'assertionMethod')
  assert.deepEqual(await verify(asserted), [400, 'proof-purpose-wrong'])
})

test('it answers by HTTPS when asked to', async () => {
  const { server } = await createInterop({ tls: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const asked = request({ port, path: '/', rejectUnauthorized: false }).end()
  const [response] = await once(asked, 'response')
  assert.equal(response.statusCode, 404)
  response.destroy()
  server.close()
})

test('what must not be issued or verified is answered with 400 and a reason', async () => {
  const wrong = [
    { ...aCredential(), issuer: 'did:example:other' },
    { ...aCredential(), '@context': ['https://www.w3.org/ns/credentials/examples/v2'] },
    { ...aCredential(), credentialSchema: { id: 'https://a.example/' } },
    { ...aCredential(), refreshService: {} },
    { ...aCredential(), validFrom: 'today' },
    { ...aCredential(), relatedResource: { id: VC_CONTEXT, digestMultibase: `u${'A'.repeat(43)}` } }
  ]
  for (const credential of wrong) assert.equal((await post('/credentials/issue', { credential })).status, 400)
  assert.equal((await post('/credentials/issue', '{"credential":1,"credential":2}')).status, 400)
  assert.equal((await post('/credentials/issue', '[')).status, 400)
  assert.equal((await post('/credentials/verify', {})).status, 400)
  assert.equal((await post('/credentials/status', { credentialId: 'urn:a:b' })).status, 404)
  assert.equal((await post('/elsewhere', {})).status, 404)
})
