import { X509Certificate } from 'node:crypto'
import type { CertifiedKey } from '../app/audit-keys.ts'

export const certifiedKey: CertifiedKey = (certificate) => {
  try {
    return new X509Certificate(certificate).publicKey.export({ format: 'jwk' })
  } catch {
    return null
  }
}
