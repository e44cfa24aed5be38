import type { Db } from '#platform/database/database.ts'
import { showAnchors } from './app/anchors.ts'
import { checkAsVcApi, checkCredential, checking, ownIssuer } from './app/check-credential.ts'
import { issuing } from './app/issue.ts'
import { NONCE_HOURS } from './app/limits.ts'
import type { Ports } from './app/ports.ts'
import { presentationUseCases, type PresentationPorts } from './app/presentations.ts'
import { walletUseCases, type WalletPorts } from './app/wallets.ts'
import { statusLists } from './app/publish-status.ts'
import { keyEventsOf } from './domain/key-events.ts'
import { didDocument } from './domain/keys.ts'
import { issuerMetadata, typeMetadata, type VctKind } from './domain/sd-jwt-vc.ts'
import { typeNames } from './messages/index.ts'

/** The forms in which a passport leaves the house, each checkable without us, and the check itself. */
export function createCredentials(ports: Ports & WalletPorts & PresentationPorts) {
  const lists = statusLists(ports)
  const issued = issuing(ports)
  const wallets = walletUseCases(ports, issued)
  const presentations = presentationUseCases(ports)
  return {
    queries: {
      check: checkCredential(ports),
      checkAsVcApi: checkAsVcApi(ports),
      anchors: showAnchors(ports),
      readPresentation: presentations.readPresentation,
      walletOffer: wallets.showOffer
    },
    commands: {
      offerToWallet: wallets.offerToWallet,
      askForPresentation: presentations.askForPresentation
    },
    /** What wallets ask, by their protocol. */
    wallets,
    presentations,
    ...issued,
    /** What holds of a credential that somebody brought; `occasion` asks for the holder's proof. */
    check: checking(ports),
    /** Signs status lists that changed; gives which. */
    publishStatus: (db: Db, now: Date): Promise<number[]> => lists.publishAll(db, now),
    statusList: lists.current,
    /** Forgets what was kept only until somebody had answered: nonces, requests with their answers, accesses. */
    async forgetOver(db: Db, now: Date): Promise<void> {
      await ports.store.forgetNonces(db, new Date(now.getTime() - NONCE_HOURS * 3_600_000))
      await ports.presentations.forget(db, now)
      await ports.wallets.forgetTokens(db, now)
    },
    /** What the public log states: publications of status lists as they stand, and all that befell our keys. */
    statusDigests: lists.digests,
    revocations: lists.revocations,
    keyEvents: async () => keyEventsOf(await ownIssuer(ports)),
    issuer: () => ownIssuer(ports),
    didDocument: async () => didDocument(await ownIssuer(ports)),
    issuerChain: () => ports.keys.chainPem(),
    issuerMetadata: async () => issuerMetadata(await ownIssuer(ports)),
    typeMetadata: (kind: VctKind) => typeMetadata(ports.publicUrl, kind, typeNames(kind)),
    typeNames
  }
}

export type Credentials = ReturnType<typeof createCredentials>
export type { ExplainedVerdict } from './app/check-credential.ts'
export { explain as explainVerdict } from './app/check-credential.ts'
export type { IssueScope } from './app/issue.ts'
export type { KeyKeeper, SigningKeys } from './app/ports.ts'
export type { Disclosed, DisclosedRecord } from './domain/disclosed.ts'
export { ALGORITHMS, type Algorithm, type Issuer, type PublicKey } from './domain/keys.ts'
export { CLR_BADGES_MAX } from './domain/open-badge.ts'
export { PAPER_PREFIX } from './domain/paper.ts'
export { recordsInToken, TOKEN_RECORDS_MAX, VCT_KINDS, type VctKind } from './domain/sd-jwt-vc.ts'
export { statementOf } from './domain/statement.ts'
export type {
  Holder,
  LogEntries,
  LogEntry,
  StatedRecord,
  StatedTotals,
  Statement
} from './domain/statement.ts'
export { CHECKS, PROBLEMS, type Check, type ProblemCode, type Verdict } from './domain/verdict.ts'
export { credentialsWords } from './messages/index.ts'
