import { randomBytes, randomInt } from 'node:crypto'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Ports, SigningKeys } from '../app/ports.ts'
import type { PresentationPorts } from '../app/presentations.ts'
import type { WalletPorts } from '../app/wallets.ts'
import { STATUS_LIST_ENTRIES } from '../domain/status.ts'
import { typeNames } from '../messages/index.ts'
import { linkedDataThread } from './linked-data-thread.ts'
import { nodePrimitives, zlibDeflate, zlibGzip } from './node-primitives.ts'
import { walletProtocol } from './openid4vci.ts'
import { presentationProtocol } from './openid4vp.ts'
import { presentationStore } from './presentation-store.ts'
import { credentialStore } from './store.ts'
import { tokenSigner } from './tokens.ts'
import { walletStore } from './wallet-store.ts'

const SECRET_BYTES = 32

interface Chosen
  extends
    Pick<Ports, 'publicUrl' | 'issuerName' | 'logOf' | 'onPublished'>,
    Pick<WalletPorts, 'statementOf' | 'logEntriesOf'> {
  readonly keys: SigningKeys
  readonly keystore: Keystore
}

/** Everything behind the ports but what an installation chooses. */
export const credentialPorts = ({ keystore, ...chosen }: Chosen): Ports & WalletPorts & PresentationPorts => {
  const linkedData = linkedDataThread(chosen.keys)
  return {
    ...chosen,
    mac: (message) => keystore.mac('token', message),
    seal: (text, context) => new Uint8Array(keystore.encrypt(text, context)),
    unseal: (sealed, context) => keystore.decrypt(Buffer.from(sealed), context),
    store: credentialStore,
    primitives: nodePrimitives,
    linkedData,
    linkedDataSigner: linkedData,
    tokenSigner: tokenSigner(chosen.keys),
    deflate: zlibDeflate,
    gzip: zlibGzip,
    // An odd stride meets every place of the list once.
    randomSpread: () => ({
      stride: randomInt(STATUS_LIST_ENTRIES / 2) * 2 + 1,
      offset: randomInt(STATUS_LIST_ENTRIES)
    }),
    wallets: walletStore,
    presentations: presentationStore,
    presenting: presentationProtocol(chosen.publicUrl, chosen.keys),
    protocol: walletProtocol(chosen.publicUrl, typeNames('passport')),
    newSecret: () => randomBytes(SECRET_BYTES).toString('base64url')
  }
}
