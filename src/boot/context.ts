import { credentialsApi } from '#features/credentials/adapters/api.ts'
import { issuerFiles } from '#features/credentials/adapters/http.ts'
import { credentialPorts } from '#features/credentials/adapters/ports.ts'
import { walletFiles } from '#features/credentials/adapters/wallet-http.ts'
import { createCredentials, credentialsWords, type SigningKeys } from '#features/credentials/index.ts'
import { ledgerApi } from '#features/ledger/adapters/api.ts'
import { logFiles } from '#features/ledger/adapters/http.ts'
import { createLedger, ledgerWords } from '#features/ledger/index.ts'
import { noticesApi } from '#features/notices/adapters/api.ts'
import { noticeStore } from '#features/notices/adapters/store.ts'
import { createNotices, noticesWords } from '#features/notices/index.ts'
import { organisersApi } from '#features/organisers/adapters/api.ts'
import { organiserStore } from '#features/organisers/adapters/store.ts'
import { createOrganisers, organisersWords } from '#features/organisers/index.ts'
import { opportunitiesApi } from '#features/opportunities/adapters/api.ts'
import { opportunityStore } from '#features/opportunities/adapters/store.ts'
import { createOpportunities, opportunitiesWords } from '#features/opportunities/index.ts'
import { attendanceApi } from '#features/attendance/adapters/api.ts'
import { attendanceStore } from '#features/attendance/adapters/store.ts'
import { attendanceWords, createAttendance } from '#features/attendance/index.ts'
import { contributionsApi } from '#features/contributions/adapters/api.ts'
import { contributionStore } from '#features/contributions/adapters/store.ts'
import { contributionsWords, createContributions } from '#features/contributions/index.ts'
import { passportApi } from '#features/passport/adapters/api.ts'
import { createPrinter } from '#features/passport/adapters/pdf/printer.ts'
import { passportStore } from '#features/passport/adapters/store.ts'
import { createPassport, passportWords } from '#features/passport/index.ts'
import { peopleApi } from '#features/people/adapters/api.ts'
import { passkeyVerifier } from '#features/people/adapters/passkeys.ts'
import { peopleStore } from '#features/people/adapters/store.ts'
import { createPeople, peopleWords } from '#features/people/index.ts'
import operator from '#data/operator.json' with { type: 'json' }
import type { AnyCatalogue, Values } from '#platform/i18n/catalogue.ts'
import type { Keystore } from '#platform/keystore/keystore.ts'
import type { Db } from '#platform/database/database.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import type { Explain } from '#platform/http/problem.ts'
import { createLimiter } from '#platform/limiter.ts'
import type { Logger } from '#platform/log.ts'
import { platformWords } from '#platform/messages/index.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { newId } from '#platform/new-id.ts'
import { sessionFinder } from '#platform/session.ts'
import type { Actor, Runtime } from '#platform/use-case.ts'
import type { Config } from './config.ts'
import { ISSUER_NAME, momentaryIssuerKeys, withdrawingStore } from './credentials.ts'
import { wireIdentity } from './identity.ts'
import { credentialFacts, ledgerPorts, momentaryLogBook, type LogBook } from './ledger.ts'
import { roleHints } from './role-hints.ts'

/** What the outside world lends: opened and closed by whoever starts the process, a double in tests where it says so. */
export interface Resources {
  readonly config: Config
  readonly db: Db
  readonly keystore: Keystore
  readonly log: Logger
  /** The clock; tests set it. */
  readonly now?: () => Date
  /** Puts the mails of notices into the queue within a transaction; left out when no mail is set up. */
  readonly queueMail?: (db: Db, notices: readonly { personId: string; noticeId: string }[]) => Promise<void>
  /** Key, tiles and witnesses of the public log; momentary ones when left out. */
  readonly logBook?: LogBook
  /** Keys under credentials; momentary ones when left out. */
  readonly issuerKeys?: SigningKeys
}

/** Everything wired: the one object that pages, the API, jobs and the command line work with. */
export type App = ReturnType<typeof createApp>

/** What the frame around every page has to know of a signed-in person. */
export interface Account {
  readonly name: string
  readonly unread: number
  /** Has a role with an organiser. */
  readonly desk: boolean
  /** Serves in a front office. */
  readonly office: boolean
}

/** Wires the contexts together. The only place that knows which adapter stands behind which port. */
export function createApp(resources: Resources) {
  const { config, db, log } = resources
  const now = resources.now ?? (() => new Date())
  const runtime: Runtime = {
    db,
    limiter: createLimiter(() => now().getTime()),
    now,
    newId,
    warn: (error, message) => log.warn({ err: error }, message)
  }

  const findSession = sessionFinder(db)

  const catalogues: readonly AnyCatalogue[] = [
    platformWords,
    noticesWords,
    peopleWords,
    organisersWords,
    opportunitiesWords,
    attendanceWords,
    contributionsWords,
    passportWords,
    ledgerWords,
    credentialsWords
  ]

  /** The text of a key that is known only at run time, from whichever context has it. */
  const findText = (locale: Locale, key: string, values?: Values): string | null => {
    for (const words of catalogues) {
      const text = words.find(locale, key, values)
      if (text !== null) return text
    }
    return null
  }

  const notices = createNotices({ store: noticeStore, findText, queueMail: resources.queueMail ?? null })

  const { keystore } = resources
  const identity = wireIdentity({
    config,
    runtime,
    keystore,
    rolesOf: (personIds, locale) => roleHints(organisers, db, personIds, locale)
  })
  const people = createPeople({
    store: peopleStore,
    identityProvider: identity.provider,
    passkeys: passkeyVerifier(config.publicUrl),
    publicUrl: config.publicUrl,
    keystore,
    notices,
    operator,
    // People stand below organisers, whose names they only show: the store answers, not the context.
    organiserNames: async (within, ids) =>
      new Map((await organiserStore.briefs(within, ids)).map((brief) => [brief.organiserId, brief.name]))
  })

  const organisers = createOrganisers({
    store: organiserStore,
    people,
    notices,
    keystore,
    hasComing: async (within, organiserId, now) =>
      (await opportunityStore.upcomingOf(within, organiserId, now, 1)).length > 0,
    tellSignedUp: (...what) => opportunities.tellSignedUp(...what)
  })

  const opportunities = createOpportunities({
    store: opportunityStore,
    people,
    organisers,
    notices,
    keystore
  })

  const attendance = createAttendance({
    store: attendanceStore,
    people,
    opportunities,
    notices,
    keystore
  })

  const contributions = createContributions({
    store: withdrawingStore(contributionStore, {
      people,
      extractsOn: (...record) => passport.extractsOn(...record),
      withdrawIn: (...what) => credentials.withdrawIn(...what)
    }),
    people,
    organisers,
    opportunities,
    attendance,
    notices
  })

  const ledger = createLedger(
    ledgerPorts(resources.logBook ?? momentaryLogBook(db, config.publicUrl), config.publicUrl, runtime, {
      facts: (within) => credentialFacts(credentials, within),
      revocations: (within, listId) => credentials.revocations(within, listId)
    })
  )

  const credentials = createCredentials(
    credentialPorts({
      keys: resources.issuerKeys ?? momentaryIssuerKeys({ config, keystore, now }),
      publicUrl: config.publicUrl,
      issuerName: ISSUER_NAME,
      keystore,
      logOf: (within) => ledger.readerOf(within),
      onPublished: async (within, listId) =>
        ledger.stateFacts(within, await credentialFacts(credentials, within, listId)),
      logEntriesOf: (within, { holder, records }) => ledger.entriesOf(within, holder.personId, records),
      statementOf: (within, personId) => passport.statementOf(within, personId)
    })
  )

  const passport = createPassport({
    store: passportStore,
    people,
    organisers,
    contributions,
    credentials,
    ledger,
    notices,
    keystore,
    printer: createPrinter(),
    publicUrl: config.publicUrl
  })

  const endpoints: readonly Endpoint[] = [
    ...noticesApi(notices),
    ...peopleApi(people),
    ...organisersApi(organisers),
    ...opportunitiesApi(opportunities),
    ...attendanceApi(attendance),
    ...contributionsApi(contributions),
    ...passportApi(passport),
    ...ledgerApi(ledger),
    ...credentialsApi(credentials)
  ]

  return {
    config,
    runtime,
    log,
    keystore: resources.keystore,
    endpoints,
    findText,
    notices,
    people,
    organisers,
    opportunities,
    attendance,
    contributions,
    passport,
    ledger,
    credentials,
    /** What others read to check credentials without us: keys, status lists, types. */
    issuerFiles: issuerFiles(credentials, db, now),
    /** What wallets ask when a holder takes the passport into one. */
    walletFiles: walletFiles(runtime, credentials, config.publicUrl),
    /** The files of the log, below /log/; what they cache does not go by a clock that can be set. */
    logFiles: logFiles(ledger, db, () => performance.now()),
    /** Plays the state's identity provider at its own path; null where a real one is configured. */
    localIdentity: identity.local,

    /** Explains failures in a language, whichever context they come from. */
    explain(locale: Locale): Explain {
      return (refusal) => {
        const text = findText(locale, `errors.${refusal.code}`, refusal.args)
        if (text === null) throw new Error(`the failure "${refusal.code}" has no message`)
        return text
      }
    },

    async accountOf({ personId }: Actor): Promise<Account | null> {
      if (!personId) return null
      const [account, unread, works, regions] = await Promise.all([
        people.accountOf(db, personId),
        notices.unreadOf(db, personId),
        organisers.ofPerson(db, personId),
        organisers.frontOfficeRegions(db, personId)
      ])
      return (
        account && { name: account.shortName, unread, desk: works.length > 0, office: regions.length > 0 }
      )
    },

    /** Who asks, from the session cookie. */
    async actorOf(cookie: string | undefined, address: string, locale: Locale): Promise<Actor> {
      const session = await findSession(cookie, runtime.now())
      return { personId: session?.personId ?? null, sessionId: session?.sessionId ?? null, address, locale }
    }
  }
}
