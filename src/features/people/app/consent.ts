import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { dayOf, err, failure, LOCALES, ok, type Day } from '#platform/prelude/index.ts'
import { command, query, type WriteScope } from '#platform/use-case.ts'
import {
  consentHolds,
  consentIsOpen,
  consentRecord,
  termsOn,
  type ConsentAnswer,
  type ConsentRecord,
  type ConsentTerms,
  type Operator
} from '../domain/consent.ts'
import { fullName } from '../domain/person.ts'
import type { ConsentAnswerRow, Ports } from './ports.ts'

/** Answers shown on the page; nobody changes their mind more often than that. */
const ANSWERS_MAX = 50

export interface MyConsent {
  readonly holds: boolean
  /** True when the question waits for an answer. */
  readonly open: boolean
  readonly operator: Operator
  readonly subjectName: string
  readonly terms: ConsentTerms
  readonly answers: readonly ConsentAnswerRow[]
}

export const showMyConsent = ({ store, operator }: Pick<Ports, 'store' | 'operator'>) =>
  query({
    name: 'people.my-consent',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run(scope) {
      const person = await store.person(scope.db, scope.personId)
      if (!person) return err(failure.notFound('person-not-found'))
      const answers = await store.answers(scope.db, scope.personId, ANSWERS_MAX)
      const today = dayOf(scope.now)
      const last = answers[0] ?? null
      return ok<MyConsent>({
        holds: consentHolds(last, today),
        open: consentIsOpen(last, today),
        operator,
        subjectName: fullName(person),
        terms: termsOn(today),
        answers
      })
    }
  })

export const giveConsent = ({ store, operator }: Pick<Ports, 'store' | 'operator'>) =>
  command({
    name: 'people.give-consent',
    access: 'signed-in',
    limit: LIMITS.write,
    // The version and language that were read: another text may not be agreed to unseen.
    input: z.object({ version: z.string().max(20), locale: z.enum(LOCALES) }),
    async run(scope, { version, locale }) {
      const today = dayOf(scope.now)
      if (version !== termsOn(today).version) return err(failure.conflict('consent-text-changed'))
      await store.lock(scope.db, scope.personId)
      const person = await store.person(scope.db, scope.personId)
      if (!person) return err(failure.notFound('person-not-found'))
      const last = await store.lastAnswer(scope.db, scope.personId)
      if (consentHolds(last, today)) return err(failure.conflict('consent-already-given'))
      const record = consentRecord({ operator, subjectName: fullName(person), on: today, locale })
      await answer(scope, store, last, { answer: 'given', version, validTo: record.validTo, record, locale })
      return ok(null)
    }
  })

/** Says no for now: only what is public stays open, and the question can be answered later. */
export const declineConsent = ({ store }: Pick<Ports, 'store'>) =>
  command({
    name: 'people.decline-consent',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({ version: z.string().max(20), locale: z.enum(LOCALES) }),
    async run(scope, { version, locale }) {
      await store.lock(scope.db, scope.personId)
      const last = await store.lastAnswer(scope.db, scope.personId)
      if (consentHolds(last, dayOf(scope.now))) return err(failure.conflict('consent-already-given'))
      await answer(scope, store, last, { answer: 'declined', version, validTo: null, record: null, locale })
      return ok(null)
    }
  })

/** Stops new processing. What is confirmed already stays: the page says so before this is done. */
export const withdrawConsent = ({ store, notices }: Pick<Ports, 'store' | 'notices'>) =>
  command({
    name: 'people.withdraw-consent',
    access: 'signed-in',
    limit: LIMITS.write,
    input: z.object({}),
    async run(scope) {
      await store.lock(scope.db, scope.personId)
      const last = await store.lastAnswer(scope.db, scope.personId)
      if (!last || !consentHolds(last, dayOf(scope.now))) return err(failure.conflict('consent-not-in-force'))
      const { version } = last
      const locale = scope.actor.locale
      await answer(scope, store, last, { answer: 'withdrawn', version, validTo: null, record: null, locale })
      await notices.tell(scope, {
        to: scope.personId,
        group: 'account',
        kind: 'consent-withdrawn',
        path: '/me/consent'
      })
      return ok(null)
    }
  })

interface NewAnswer {
  answer: ConsentAnswer
  version: string
  validTo: Day | null
  record: ConsentRecord | null
  locale: ConsentAnswerRow['locale']
}

async function answer(
  scope: WriteScope,
  store: Ports['store'],
  last: ConsentAnswerRow | null,
  given: NewAnswer
): Promise<void> {
  const row: ConsentAnswerRow = { answerId: scope.newId(), at: scope.now, ...given }
  await store.addAnswer(scope.db, scope.personId, row)
  scope.audit({
    action: `people.consent-${given.answer}`,
    subject: { kind: 'consent', id: row.answerId },
    before: last && { answer: last.answer, version: last.version },
    after: { answer: given.answer, version: given.version, validTo: given.validTo, locale: given.locale }
  })
}
