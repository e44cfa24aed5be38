import { randomBytes, randomInt } from 'node:crypto'
import type { Ports, SigningKeys } from '../app/ports.ts'
import type { WalletPorts } from '../app/wallets.ts'
import { STATUS_LIST_ENTRIES } from '../domain/status.ts'
import { typeNames } from '../messages/index.ts'
import { linkedData, linkedDataSigner } from './data-integrity.ts'
import { nodePrimitives, zlibDeflate, zlibGzip } from './node-primitives.ts'
import { walletProtocol } from './openid4vci.ts'
import { credentialStore } from './store.ts'
import { tokenSigner } from './tokens.ts'
import { walletStore } from './wallet-store.ts'

const SECRET_BYTES = 32

interface Chosen extends Pick<Ports, 'publicUrl' | 'issuerName'>, Pick<WalletPorts, 'mac' | 'statementOf'> {
  readonly keys: SigningKeys
}

/** Everything behind the ports but what an installation chooses. */
export const credentialPorts = (chosen: Chosen): Ports & WalletPorts => ({
  ...chosen,
  store: credentialStore,
  primitives: nodePrimitives,
  linkedData,
  linkedDataSigner: linkedDataSigner(chosen.keys),
  tokenSigner: tokenSigner(chosen.keys),
  deflate: zlibDeflate,
  gzip: zlibGzip,
  // An odd stride meets every place of the list once.
  randomSpread: () => ({
    stride: randomInt(STATUS_LIST_ENTRIES / 2) * 2 + 1,
    offset: randomInt(STATUS_LIST_ENTRIES)
  }),
  wallets: walletStore,
  protocol: walletProtocol(chosen.publicUrl, typeNames('passport')),
  newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  newPin: (digits) => String(randomInt(10 ** digits)).padStart(digits, '0')
})
