import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { noticeStore } from '#features/notices/adapters/store.ts'
import { createMailer } from '#platform/mail/mail.ts'
import { testWorld, type TestWorld } from '#tests/support/world.ts'
import { mailNotice, MailPostponed, type MailPorts } from './mail-notice.ts'

const from = { name: 'Erikti', address: 'noreply@erikti.example' }

let world: TestWorld
let ports: MailPorts
/** What the catcher took, decoded. */
const caught: string[] = []
let answer: { responseCode: number } | null = null

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      if (answer) return done(Object.assign(new Error('not now'), answer))
      caught.push(Buffer.concat(chunks).toString())
      done()
    })
  }
})

before(async () => {
  world = await testWorld()
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  ports = {
    db: world.app.runtime.db,
    store: noticeStore,
    findText: (locale, key) => `${locale}: ${key} <b>`,
    mailer: createMailer(`smtp://127.0.0.1:${port}`, from, () => {}),
    publicUrl: 'https://erikti.example',
    now: () => world.now(),
    recipientOf: async () => ({ email: 'aigerim@mail.example', locale: 'ru' })
  }
})

beforeEach(() => {
  caught.length = 0
  answer = null
})

after(async () => {
  ports.mailer.close()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  await world[Symbol.asyncDispose]()
})

async function aNotice(): Promise<{ personId: string; noticeId: string }> {
  const ref = { personId: world.app.runtime.newId(), noticeId: world.app.runtime.newId() }
  await noticeStore.add(ports.db, [ref], {
    at: world.now(),
    group: 'hours',
    kind: 'hours-confirmed',
    facts: {},
    path: '/me/hours'
  })
  return ref
}

/** The parts of a caught mail, out of quoted-printable or base64. */
function partsOf(raw: string): string {
  const parts = raw.split(/\r\n--/).map((part) => {
    const [head = '', ...body] = part.split('\r\n\r\n')
    const text = body.join('\r\n\r\n')
    return /base64/i.test(head)
      ? Buffer.from(text, 'base64').toString()
      : Buffer.from(
          text
            .replace(/=\r\n/g, '')
            .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
          'latin1'
        ).toString()
  })
  return parts.join('\n')
}

test('a notice comes in the language of the person, with the way to the thing and to the choices', async () => {
  const notice = await aNotice()
  await mailNotice(ports, notice)
  assert.equal(caught.length, 1)
  assert.match(caught[0]!, /^To: aigerim@mail\.example/m)
  assert.match(caught[0]!, new RegExp(`^Message-ID: <${notice.noticeId}@erikti\\.example>`, 'm'))
  const parts = partsOf(caught[0]!)
  assert.match(parts, /ru: notices\.hours-confirmed\.text <b>\r\n/, 'plain text stays as it is')
  assert.match(parts, /<p>ru: notices\.hours-confirmed\.text &lt;b&gt;<\/p>/, 'HTML is escaped')
  assert.match(parts, /<a href="https:\/\/erikti\.example\/ru\/me\/hours" class="open">Подробнее<\/a>/)
  assert.match(parts, /https:\/\/erikti\.example\/ru\/me\/notices\/choices/)
})

test('a notice is mailed once, whoever works on it how often', async () => {
  const notice = await aNotice()
  await Promise.all([mailNotice(ports, notice), mailNotice(ports, notice), mailNotice(ports, notice)])
  await mailNotice(ports, notice)
  assert.equal(caught.length, 1)
})

test('a server that says "later" gets it again, one that refuses does not', async () => {
  const notice = await aNotice()
  answer = { responseCode: 451 }
  await assert.rejects(mailNotice(ports, notice), MailPostponed)
  answer = null
  await mailNotice(ports, notice)
  assert.equal(caught.length, 1)

  const refused = await aNotice()
  answer = { responseCode: 550 }
  await mailNotice(ports, refused)
  answer = null
  await mailNotice(ports, refused)
  assert.equal(caught.length, 1)
})

test('a server that is away is tried again', async () => {
  const notice = await aNotice()
  const away = createMailer('smtp://127.0.0.1:1', from, () => {})
  await assert.rejects(mailNotice({ ...ports, mailer: away }, notice), MailPostponed)
  await mailNotice(ports, notice)
  assert.equal(caught.length, 1)
})

test('nothing is mailed to a person without an address or who chose otherwise', async () => {
  const notice = await aNotice()
  await mailNotice({ ...ports, recipientOf: async () => null }, notice)
  await noticeStore.setChoices(ports.db, notice.personId, {
    'sign-ups': true,
    hours: false,
    passport: true,
    organiser: true,
    account: true
  })
  await mailNotice(ports, notice)
  assert.equal(caught.length, 0)
})
