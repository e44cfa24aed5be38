import { canonicalCheck } from '../src/features/credentials/adapters/canonical-check.ts'
import { nodePrimitives } from '../src/features/credentials/adapters/node-primitives.ts'
import {
  ANY_DOCUMENTS,
  AUTHENTICATION,
  checkFrame,
  isUrl,
  listOf,
  readProof
} from '../src/features/credentials/domain/data-model.ts'
import { methodOf, type Issuer } from '../src/features/credentials/domain/keys.ts'
import { isObject, type JsonObject } from '../src/features/credentials/domain/strict-json.ts'

/*
 * Presentations of the VC data model. The product takes none: its holders answer by OpenID4VP with an SD-JWT. They are
 * verified here, with its rules for documents and its canonicalisation, so that suites can be run whole.
 */

export interface Flaw {
  readonly type: string
  readonly title: string
}

const linkedData = canonicalCheck(nodePrimitives)

/** What is wrong with a presentation: with its frame, its proof, and with each credential in it. */
export async function flawsOf(
  presentation: JsonObject,
  asked: unknown,
  issuerOf: (did: string) => Issuer | null,
  flawsOfCredential: (credential: JsonObject) => Promise<readonly Flaw[]>
): Promise<readonly Flaw[]> {
  const flaws: Flaw[] = []
  const complain = (type: string, at: string) => void flaws.push({ type, title: `${type}: ${at}` })
  checkFrame(presentation, 'VerifiablePresentation', complain, ANY_DOCUMENTS, 'verifiableCredential')
  const { holder, verifiableCredential } = presentation
  const holderId = isObject(holder) ? holder['id'] : holder
  if (holder !== undefined && !isUrl(holderId)) complain('holder-not-url', 'holder')
  for (const credential of listOf(verifiableCredential))
    if (isObject(credential)) flaws.push(...(await flawsOfCredential(credential)))
    else complain('credential-malformed', 'verifiableCredential')

  const proof = readProof(presentation, complain, AUTHENTICATION)
  const said = listOf(presentation['proof']).find(isObject)
  const did = proof?.verificationMethod.split('#', 1)[0] ?? ''
  const key = issuerOf(did)?.keys.find(({ keyId }) => methodOf(did, keyId) === proof?.verificationMethod)
  if (!key) complain('key-unknown', 'proof.verificationMethod')
  if (holder !== undefined && holderId !== did) complain('key-not-of-holder', 'holder')
  for (const name of ['challenge', 'domain'])
    if (isObject(asked) && asked[name] !== undefined && asked[name] !== said?.[name])
      complain('occasion-wrong', `proof.${name}`)
  if (key && !flaws.length && (await linkedData.check(presentation, key, did)) !== 'holds')
    complain('signature-wrong', 'proof')
  return flaws
}
