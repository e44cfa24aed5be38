import { randomUUID } from 'node:crypto'
import { addMinutes } from '../../src/platform/prelude/index.ts'
import { Client } from './client.ts'
import { checkFiles, proofOf, takeFiles, type Files } from './files.ts'
import { expect, must, must1, Surprise, surprise } from './surprise.ts'

export interface Step {
  readonly step: string
  readonly detail: string
  readonly ms: number
}

/** What the path leaves behind. */
export interface Papers {
  readonly passport: unknown
  readonly extract: { readonly link: string; readonly code: string } & Record<string, unknown>
  readonly files: Files
}

interface Membership {
  readonly organiser: { readonly organiserId: string }
}

const COORDINATOR = 'Тілеубаев'
/** Of the seeded people, who may take part at the moment; whoever has a place elsewhere is left in peace. */
const VOLUNTEERS = ['Оспанов', 'Сейітова', 'Жұмабаева', 'Қалиева', 'Омарова', 'Нұртаев', 'Соколова', 'Попова']
const BUSY = ['sign-up-overlaps', 'sign-up-already', 'guardian-needed', 'too-young']
const MINUTES = 30
const SHIFT_MINUTES = 30

/** Walks the whole path as programs would, three of them: the coordinator's, the volunteer's and a stranger's. */
export async function walk(base: string, print: (step: Step) => void): Promise<Papers> {
  let began = Date.now()
  const done = (step: string, detail: string): void => {
    print({ step, detail, ms: Date.now() - began })
    began = Date.now()
  }

  const coordinator = new Client(base)
  await signIn(coordinator, COORDINATOR)
  const mine = must(await coordinator.get('/api/me/organisers'), 200)
  const { organiserId } = must1<Membership>(mine.items, 'the coordinator works nowhere').organiser
  done('sign-in', `the coordinator, through OpenID Connect; works for ${organiserId}`)

  const form = actionForm()
  const created = must(await coordinator.send('POST', `/api/organisers/${organiserId}/actions`, form), 201)
  const { actionId } = created
  const shown = must(await new Client(base).get(`/api/actions/${actionId}`), 200)
  const { shiftId } = must1<{ shiftId: string }>(shown.shifts, 'the new action has no shift')
  done('action', `published and seen by anybody: ${actionId}`)

  const volunteer = await signUp(base, shiftId, done)
  const { personId } = must(await volunteer.get('/api/me'), 200)

  const wrong = await volunteer.send('POST', '/api/check-ins', { shiftId, code: '000000', kind: 'in' })
  const { code } = must(await coordinator.get(`/api/shifts/${shiftId}/code`), 200)
  if (code !== '000000') expect(wrong, 409, 'shift-code-wrong')
  must(await volunteer.send('POST', '/api/check-ins', { shiftId, code, kind: 'in' }), 201)
  done('check-in', 'a wrong code was refused, the one on the screen was taken')

  const { token } = must(await volunteer.get('/api/me/code'), 200)
  must(await coordinator.send('POST', `/api/shifts/${shiftId}/scans`, { code: token, kind: 'out' }), 201)
  done('check-out', "the coordinator scanned the volunteer's own code")

  const reason = 'Демонстрация: ауысым қысқартылып көрсетілді'
  const decisions = { [personId]: { decision: 'confirm', minutes: MINUTES, reason } }
  const hours = `/api/shifts/${shiftId}/hours`
  const own = await volunteer.send('POST', hours, { decisions })
  if (own.status !== 403 && own.status !== 404) throw surprise(own, 'nobody confirms themselves')
  must(await coordinator.send('POST', hours, { decisions }), 201)
  const again = await coordinator.send('POST', hours, { decisions })
  expect(again, 409, 'hours-already-decided')
  done(
    'confirmation',
    `${MINUTES} minutes, by the coordinator, with a reason; not by the volunteer, and once`
  )

  const passport = must(await volunteer.get('/api/me/passport'), 200)
  const record = passport.records.find((one: { actionId: string }) => one.actionId === actionId)
  if (record?.minutes !== MINUTES) throw new Surprise('the passport does not have the new record')
  const inbox = must(await volunteer.get('/api/me/notices'), 200)
  if (!inbox.items.some((notice: { kind: string }) => notice.kind === 'hours-adjusted'))
    throw new Surprise('the volunteer was not told of the confirmation')
  done('passport', `${passport.totals.minutes} minutes in all, evidence of the new record: ${record.grade}`)

  const { contributionId } = record
  const proof = await proofOf(volunteer, contributionId)
  done('log', `the public log has the record as entry ${/^index (\d+)$/m.exec(proof)?.[1]}`)

  const extract = await makeExtract(volunteer, base)
  done('extract', `for a grant, short code ${extract.papers.code}`)

  const stranger = new Client(base)
  await verify(stranger, extract.token, passport.totals.minutes)
  const readings = must(await volunteer.get(`/api/me/extracts/${extract.id}/readings`), 200)
  if (!readings.items.some((reading: { reader: string | null }) => reading.reader === READER))
    throw new Surprise('the holder is not shown the reading')
  done('verification', 'a stranger saw what was disclosed, and the holder sees who looked')

  const files = await takeFiles(volunteer, { contributionId, extractId: extract.id, proof })
  done('files', [...files.keys()].join(', '))
  const checked = await checkFiles(stranger, files, [])
  done('check', `a stranger had ${checked} of them checked by the public API: all hold`)

  must(await volunteer.send('POST', `/api/me/extracts/${extract.id}/revoke`, {}), 200)
  const revoked = await stranger.get(verifyPath(extract.token))
  expect(revoked, 404, 'extract-not-valid')
  const page = await stranger.get(`/v/${extract.token}`)
  if (page.status !== 404) throw surprise(page, 'the page of a revoked extract')
  const never = await stranger.get(verifyPath(`${'A'.repeat(extract.token.length - 1)}Q`))
  if (never.body.toString() !== revoked.body.toString())
    throw new Surprise('a wrong token and a revoked one are answered differently')
  await checkFiles(stranger, files, ['extract.sd-jwt', 'extract.pdf'])
  done('revocation', 'the stranger is told no, and of the files that the extract is revoked; the others hold')

  return { passport, extract: extract.papers, files }
}

/** Signs in the way a browser does: to the identity provider, choosing a person there, and back. */
export async function signIn(client: Client, name: string): Promise<void> {
  const { answer, url } = await client.follow('/en/sign-in/start')
  if (answer.status !== 200 || !url.pathname.startsWith('/egov/interaction/'))
    throw surprise(answer, 'the local identity provider did not ask who we are')
  const listed = (await client.get(`${url.pathname}?lang=en&q=${encodeURIComponent(name)}`)).body.toString()
  const person = /name="person" value="([^"]+)"/.exec(listed)?.[1]
  if (!person) throw new Surprise(`the identity provider does not list ${name}; is the demo world seeded?`)
  const back = await client.follow(`${url.pathname}?lang=en`, { person })
  const me = await client.get('/api/me')
  if (me.status !== 200) throw surprise(back.answer, `${name} was not signed in`)
  if (back.answer.status !== 200) throw surprise(back.answer, `the page that ${name} came back to`)
}

/** The first seeded volunteer who is free gives consent if asked, signs up, and is not signed up twice by a retry. */
async function signUp(
  base: string,
  shiftId: string,
  done: (step: string, detail: string) => void
): Promise<Client> {
  for (const name of VOLUNTEERS) {
    const volunteer = new Client(base)
    await signIn(volunteer, name)
    done('sign-in', `a volunteer, ${name}`)
    const consent = must(await volunteer.get('/api/me/consent'), 200)
    if (!consent.holds) {
      const answer = { version: consent.terms.version, locale: 'kk' }
      must(await volunteer.send('POST', '/api/me/consent', answer), 204)
      done('consent', 'given to the processing of personal data')
    }
    const key = randomUUID()
    const path = `/api/shifts/${shiftId}/sign-up`
    const first = await volunteer.send('POST', path, {}, key)
    if (first.status === 409 && BUSY.includes(first.json().code)) {
      done('sign-up', `${name} cannot now (${first.json().code}); somebody else is asked`)
      continue
    }
    const { state } = must(first, 201)
    const retry = must(await volunteer.send('POST', path, {}, key), 201)
    if (state !== 'joined' || retry.state !== 'joined') throw surprise(first, 'the volunteer has no place')
    expect(await volunteer.send('POST', path, {}), 409, 'sign-up-already')
    done('sign-up', 'a lost answer and its retry make one sign-up')
    return volunteer
  }
  throw new Surprise('no seeded volunteer is free now; try again in half an hour')
}

const READER = 'Committee of small grants'

async function makeExtract(volunteer: Client, base: string) {
  const wish = { purpose: 'grant', reader: READER, list: true, validDays: 30 }
  const { extractId } = must(await volunteer.send('POST', '/api/me/extracts', wish), 201)
  const extract = must(await volunteer.get(`/api/me/extracts/${extractId}`), 200)
  if (!extract.link.startsWith(`${base}/v/`)) throw new Surprise(`the link ${extract.link} leads elsewhere`)
  const token: string = extract.link.split('/').at(-1)
  return { id: extractId as string, token, papers: extract as Papers['extract'] }
}

const verifyPath = (token: string): string =>
  `/api/verify?token=${encodeURIComponent(token)}&reader=${encodeURIComponent(READER)}`

async function verify(stranger: Client, token: string, minutes: number): Promise<void> {
  const seen = must(await stranger.get(verifyPath(token)), 200)
  if (!seen.valid || seen.disclosure.totals.minutes !== minutes || seen.corrections.length)
    throw new Surprise('the stranger sees something else than what was disclosed')
  const page = await stranger.get(`/en/v/${token}`)
  if (page.status !== 200) throw surprise(page, 'the page of the extract')
}

/** An action whose only shift begins in a moment, so that check-in is open. */
function actionForm() {
  const startsAt = addMinutes(new Date(), 1)
  return {
    title: {
      kk: 'Демонстрация: көрші көмегі',
      ru: 'Демонстрация: помощь соседям',
      en: 'Demonstration: helping neighbours'
    },
    text: { kk: 'Бұл акцияны көрсету бағдарламасы жасады.', ru: 'Эту акцию создала программа показа.' },
    directions: ['social'],
    beneficiaries: ['community'],
    regionCode: '71',
    locality: 'Астана',
    languages: ['kk', 'ru'],
    acceptance: { notStateFunction: true, unpaid: true, freeWill: true, useful: true },
    why: { kk: 'Көрші көрші үшін жасайтын іс мемлекет міндетіне кірмейді.' },
    publish: true,
    shifts: [
      {
        role: { kk: 'Көмекші', ru: 'Помощник' },
        startsAt: startsAt.toISOString(),
        endsAt: addMinutes(startsAt, SHIFT_MINUTES).toISOString(),
        capacity: 3
      }
    ]
  }
}
