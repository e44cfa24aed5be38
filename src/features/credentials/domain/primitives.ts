import type { Algorithm, PublicJwk } from './keys.ts'

/** What a check needs from its surroundings: Node's crypto on the server, WebCrypto and noble in a page. */
export interface Primitives {
  sha256(bytes: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>
  /** SHA-256 of a text in UTF-8, as base64url: what SD-JWT calls a digest. */
  digest(text: string): string | Promise<string>
  /** False for a wrong signature and for a key that is none of this algorithm. */
  verify(
    algorithm: Algorithm,
    jwk: PublicJwk,
    data: Uint8Array<ArrayBuffer>,
    signature: Uint8Array<ArrayBuffer>
  ): boolean | Promise<boolean>
  /** Unpacks a zlib stream; null when it is broken or larger than `bytesMax`. */
  inflate(
    bytes: Uint8Array<ArrayBuffer>,
    bytesMax: number
  ): Uint8Array<ArrayBuffer> | null | Promise<Uint8Array<ArrayBuffer> | null>
}
