import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import { linkedData, linkedDataSigner } from '../src/features/credentials/adapters/data-integrity.ts'
import { keyring, memoryStorage } from '../src/features/credentials/adapters/keyring.ts'
import { zlibGzip } from '../src/features/credentials/adapters/node-primitives.ts'
import { makeLeaf, makeRoot, toPem, type KeyPair } from '../src/features/credentials/adapters/x509.ts'
import { vcApiAnswer } from '../src/features/credentials/app/check-credential.ts'
import { bitstringCredential } from '../src/features/credentials/domain/bitstring.ts'
import { fromBase58, toBase64url } from '../src/features/credentials/domain/bytes.ts'
import { checkDocument } from '../src/features/credentials/domain/check-document.ts'
import { ANY_DOCUMENTS, checkDataModel, listOf } from '../src/features/credentials/domain/data-model.ts'
import { multibaseOf, type Issuer, type PublicKey } from '../src/features/credentials/domain/keys.ts'
import { statusEntry } from '../src/features/credentials/domain/open-badge.ts'
import { bitstringUrl, packBits } from '../src/features/credentials/domain/status.ts'
import { isObject, parseStrictJson, type JsonObject } from '../src/features/credentials/domain/strict-json.ts'
import { ephemeralKeystore } from '../src/platform/keystore/keystore.ts'
import { err, ok, type Result } from '../src/platform/prelude/index.ts'
import { flawsOf } from './interop-presentations.ts'

const HELP = `An issuer and a verifier that speak the W3C VC API on this machine alone, with keys that are thrown away, so
that public conformance suites can be run against the code of this product.

  npm run interop                 on a free port
  npm run interop -- --port 4000
  npm run interop -- --tls        by HTTPS, with a certificate that is thrown away, too

How the suites of the W3C are run against it: docs/guide/conformance.md

It signs whatever it is asked to sign: never let anyone else reach it.`

const BODY_BYTES_MAX = 1024 * 1024
const LIST_ID = 1
const DAY_MS = 86_400_000
const PROOFS_MAX = 4

/**
 * Digests of the VC context as it was in July 2024, which are the examples of the W3C's suite. They are let through
 * when somebody asks to issue with them; a verifier goes by the context that it reads with.
 */
const FORMER_DIGESTS: readonly unknown[] = [
  'sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg',
  'uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k'
]

interface Answer {
  readonly status: number
  readonly body: unknown
}

const refusal = (
  status: number,
  problems: readonly { type: string; title: string; detail?: string }[]
): Answer => ({
  status,
  body: { errors: problems.map(({ title }) => title), problemDetails: problems }
})
const malformed = (title: string): Answer => refusal(400, [{ type: 'malformed', title }])

/** A did:key issuer as conformance suites name it: the key is the name. */
function issuerOfKey(did: string): Issuer | null {
  const multibase = did.slice('did:key:'.length)
  const bytes = did.startsWith('did:key:z6Mk') ? fromBase58(multibase.slice(1)) : null
  if (bytes?.length !== 34) return null
  const key: PublicKey = {
    keyId: multibase,
    algorithm: 'Ed25519',
    jwk: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(bytes.subarray(2)) },
    chain: [],
    formerLeaves: [],
    createdAt: new Date(0),
    retiredAt: null,
    revokedAt: null
  }
  return { did, url: did, name: did, keys: [key] }
}

function keyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }))
  }
}

/** A certificate by nobody: suites want HTTPS, and take any. */
async function certificate(): Promise<{ cert: string; key: string }> {
  const [root, leaf] = [keyPair(), keyPair()]
  const now = new Date()
  const signer = { pair: root, certificate: await makeRoot(root, 'Erikti interop', now) }
  const der = await makeLeaf(leaf, { name: 'localhost', publicUrl: 'https://localhost' }, signer, now)
  const privateKey = createPrivateKey({ key: Buffer.from(leaf.privateKey), format: 'der', type: 'pkcs8' })
  return { cert: toPem(der), key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() }
}

/** The server, not yet listening, and who it signs as. */
export async function createInterop({ tls = false } = {}): Promise<{ server: Server; did: string }> {
  const keys = keyring({
    storage: memoryStorage(),
    keystore: ephemeralKeystore(),
    publicUrl: 'http://localhost',
    issuerName: 'Erikti interop',
    now: () => new Date()
  })
  const own = (await keys.list())[0]!
  const multibase = multibaseOf(own.jwk)
  const did = `did:key:${multibase}`
  const signer = linkedDataSigner({ sign: (_, data) => keys.sign(own.keyId, data) })
  const sign = (document: JsonObject) => signer.sign(document, { did, keyId: multibase, at: new Date() })

  /** Place in the status list by credential id, and the places that are revoked. */
  const places = new Map<string, number>()
  const revoked = new Set<number>()

  async function issue(body: JsonObject, base: string, withStatus: boolean): Promise<Answer> {
    const { credential } = body
    if (!isObject(credential)) return malformed('"credential" is missing')
    const complaints: { type: string; title: string }[] = []
    checkDataModel(
      credential,
      (code, at) => complaints.push({ type: code, title: `${code}: ${at}` }),
      ANY_DOCUMENTS
    )
    const { issuer } = credential
    if ((isObject(issuer) ? issuer['id'] : issuer) !== did)
      complaints.push({ type: 'issuer', title: `the issuer has to be ${did}` })
    for (const resource of listOf(credential['relatedResource']).filter(isObject)) {
      const said = [resource['digestSRI'], resource['digestMultibase']].filter((one) => one !== undefined)
      if (linkedData.isChanged(resource) && !said.every((one) => FORMER_DIGESTS.includes(one)))
        complaints.push({ type: 'related-resource-changed', title: 'a related resource is another' })
    }
    if ('proof' in credential) complaints.push({ type: 'proof', title: 'it is signed already' })
    if (complaints.length) return refusal(400, complaints)
    const id = typeof credential['id'] === 'string' ? credential['id'] : `urn:uuid:${uuidv7()}`
    const index = places.size
    const entry = withStatus ? { id, credentialStatus: statusEntry(base, { listId: LIST_ID, index }) } : {}
    try {
      const verifiableCredential = await sign({ ...credential, ...entry })
      if (withStatus) places.set(id, index)
      return { status: 201, body: { verifiableCredential } }
    } catch (error) {
      return malformed(`it cannot be signed: ${(error as Error).message}`)
    }
  }

  /** The product takes one proof. Of a set each is checked alone here, and all have to hold. */
  async function answerOn(credential: JsonObject, base: string) {
    const proofs = listOf(credential['proof'])
    const alone =
      proofs.length > 1 && proofs.length <= PROOFS_MAX
        ? proofs.map((proof) => ({ ...credential, proof }))
        : [credential]
    const answers = await Promise.all(alone.map((one) => answerOnOne(one, base)))
    return answers.find(({ verified }) => !verified) ?? answers[0]!
  }

  async function answerOnOne(credential: JsonObject, base: string) {
    const dids = listOf(credential['proof']).flatMap((proof) => {
      const method = isObject(proof) ? proof['verificationMethod'] : undefined
      return typeof method === 'string' ? [method.split('#', 1)[0]!] : []
    })
    const now = new Date()
    const trust = {
      issuers: dids.map(issuerOfKey).filter((issuer) => issuer !== null),
      now,
      statusOf: async (url: string, index: number) =>
        url === bitstringUrl(base, LIST_ID)
          ? { revoked: revoked.has(index), asOf: now, until: new Date(now.getTime() + DAY_MS) }
          : null
    }
    return vcApiAnswer(await checkDocument(credential, trust, linkedData, ANY_DOCUMENTS), base)
  }

  async function verify({ verifiableCredential }: JsonObject, base: string): Promise<Answer> {
    if (!isObject(verifiableCredential)) return malformed('"verifiableCredential" is missing')
    const body = await answerOn(verifiableCredential, base)
    return { status: body.verified ? 200 : 400, body }
  }

  async function verifyPresentation(body: JsonObject, base: string): Promise<Answer> {
    const { verifiablePresentation, options } = body
    if (!isObject(verifiablePresentation)) return malformed('"verifiablePresentation" is missing')
    const flaws = await flawsOf(verifiablePresentation, options, issuerOfKey, async (credential) => {
      const { verified, problemDetails } = await answerOn(credential, base)
      return verified ? [] : problemDetails
    })
    return flaws.length ? refusal(400, flaws) : { status: 200, body: { verified: true } }
  }

  function setStatus({ credentialId, credentialStatus, status }: JsonObject): Answer {
    const place = places.get(String(credentialId))
    if (place === undefined)
      return refusal(404, [{ type: 'not-found', title: 'no such credential was issued here' }])
    const entries = listOf(credentialStatus)
    const isOurs = entries.every(
      (one) => isObject(one) && (one['statusPurpose'] ?? 'revocation') === 'revocation'
    )
    if (!entries.length || !isOurs) return malformed('only "revocation" is kept')
    const value =
      status ?? entries.map((one) => (one as JsonObject)['status']).find((one) => one !== undefined) ?? true
    if (value === true || value === '1') revoked.add(place)
    else revoked.delete(place)
    return { status: 200, body: {} }
  }

  async function statusList(base: string): Promise<Answer> {
    const from = new Date()
    const document = bitstringCredential({
      url: bitstringUrl(base, LIST_ID),
      did,
      packed: await zlibGzip(packBits(revoked, 'most')),
      from,
      until: new Date(from.getTime() + DAY_MS)
    })
    return { status: 200, body: await sign(document) }
  }

  async function answer(request: IncomingMessage, base: string): Promise<Answer> {
    const path = (request.url ?? '').split('?', 1)[0]!
    if (request.method === 'GET')
      return path === new URL(bitstringUrl(base, LIST_ID)).pathname
        ? statusList(base)
        : refusal(404, [{ type: 'not-found', title: 'nothing is here' }])
    const read = await bodyOf(request)
    if (!read.ok) return read.error
    const body = read.value
    if (path === '/credentials/issue') return issue(body, base, false)
    if (path === '/with-status/credentials/issue') return issue(body, base, true)
    if (path === '/credentials/verify') return verify(body, base)
    if (path === '/presentations/verify') return verifyPresentation(body, base)
    if (path === '/credentials/status') return setStatus(body)
    return refusal(404, [{ type: 'not-found', title: 'nothing is here' }])
  }

  const onRequest: RequestListener = async (request, response) => {
    const base = baseOf(server)
    const { status, body } = await answer(request, base).catch((error: unknown) =>
      refusal(500, [{ type: 'bug', title: String(error) }])
    )
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  const server = tls ? createTlsServer(await certificate(), onRequest) : createServer(onRequest)
  return { server, did }
}

const baseOf = (server: Server): string =>
  `${'setSecureContext' in server ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`

async function bodyOf(request: IncomingMessage): Promise<Result<JsonObject, Answer>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_BYTES_MAX)
      return err(refusal(413, [{ type: 'too-large', title: 'the body is too large' }]))
    chunks.push(chunk)
  }
  const json = parseStrictJson(Buffer.concat(chunks).toString())
  if (!json.ok) return err(malformed(json.error))
  return isObject(json.value) ? ok(json.value) : err(malformed('the body has to be an object'))
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string', default: '0' },
      tls: { type: 'boolean' }
    }
  })
  if (values.help) console.log(HELP)
  else {
    const { server, did } = await createInterop({ tls: values.tls })
    server.listen(Number(values.port), '127.0.0.1')
    await once(server, 'listening')
    const base = baseOf(server)
    console.log(`issuer      ${did}
issue       POST ${base}/credentials/issue
            POST ${base}/with-status/credentials/issue  (adds a Bitstring Status List entry)
verify      POST ${base}/credentials/verify
            POST ${base}/presentations/verify
status      POST ${base}/credentials/status
            GET  ${bitstringUrl(base, LIST_ID)}
suites      eddsa-rdfc-2022, did:key, VC Data Model 2.0`)
  }
}
