import { load, numbers, type Bench, type Figure, type Row } from '../bench.ts'
import { actionId, cookieOf, organiserId, shiftId } from '../ids.ts'
import { wire } from '../plan.ts'
import { OFFICER_NATIONAL, OFFICER_REGION, SHIFTS_AN_ACTION } from '../size.ts'

const P95_MS_MAX = 50
/** Few clients: what is measured is the time of the server, not of a queue before it. */
const CLIENTS = 2
const MS = 4_000
const ALONE_MAX = 3

/** Text as people type it: with a mistake, in Latin, without Kazakh letters, and the beginning of a word. */
const TEXTS = [
  'волонтер',
  'таза алем',
  'agash otyrgyzu',
  'хоспис',
  'отырғызу',
  'мектеп',
  'помощь',
  'жагалау',
  'help',
  'кітапхана',
  'уход',
  'english'
]
const FILTERS = [
  'region=71&direction=social&weekend=on',
  'region=39&region=59&direction=environmental&free=on',
  'near=on&region=75&language=ru&age=17',
  'direction=educational&language=kk&weekend=on'
]

/** Signed in as many: the limit of calls is by person. */
const readers = numbers(400, 1_000)

const searches = TEXTS.flatMap((text) => FILTERS.map((filter) => `q=${encodeURIComponent(text)}&${filter}`))

async function timed({ port }: Bench, requests: readonly string[], name: string): Promise<Figure> {
  // What one officer alone may see is asked for no oftener than one person may ask.
  const alone = requests.length < ALONE_MAX
  const repeated = (times: number) =>
    alone ? Array.from({ length: times }, () => requests).flat() : requests
  const plan = { kind: 'http', port, clients: CLIENTS, once: alone } as const
  await load({ ...plan, requests: repeated(50), maxMs: 500 }, ['200'])
  const { median, p95, count } = await load({ ...plan, requests: repeated(400), maxMs: MS }, ['200'])
  return {
    name,
    unit: 'ms',
    median,
    p95,
    ratio: p95 / P95_MS_MAX,
    target: `p95 under ${P95_MS_MAX} ms`,
    met: p95 < P95_MS_MAX,
    note: `${count} answers, ${CLIENTS} clients`
  }
}

export const search: Row = {
  name: 'search',
  async run(bench) {
    const requests = readers.flatMap((n) => {
      const path = `/api/actions?${searches[n % searches.length]}`
      return wire({ path, cookie: cookieOf(n) })
    })
    return [await timed(bench, requests, 'search with text and three filters')]
  }
}

/** Every page that lists something, seen by those who may see it. */
export const lists: Row = {
  name: 'lists',
  async run(bench) {
    const volunteers = readers
    const owners = numbers(200)
    const page = (paths: (n: number) => string, people: readonly number[]) =>
      people.map((n) => wire({ path: paths(n), cookie: cookieOf(n) }))
    // The organiser of owner n is n; its first action of the coming ones is n - 1, or that of the next round.
    const action = (n: number) => (n === 1 ? bench.size.organisers : n - 1)
    const shift = (n: number) => (action(n) - 1) * SHIFTS_AN_ACTION + 1
    const pages: [string, readonly string[]][] = [
      ['/actions', page((n) => `/actions?${searches[n % searches.length]}`, volunteers)],
      ['/organisers', page(() => '/organisers', volunteers)],
      ['/me', page(() => '/me', volunteers)],
      ['/me/sign-ups', page(() => '/me/sign-ups', volunteers)],
      ['/me/hours', page(() => '/me/hours', volunteers)],
      ['/me/passport', page(() => '/me/passport', volunteers)],
      ['/me/notices', page(() => '/me/notices', volunteers)],
      ['/me/extracts', page(() => '/me/extracts', volunteers)],
      ['/me/looks', page(() => '/me/looks', volunteers)],
      ['/me/sessions', page(() => '/me/sessions', volunteers)],
      ['/desk', page(() => '/desk', owners)],
      ['/desk/[organiser]', page((n) => `/desk/${organiserId(n)}`, owners)],
      ['/desk/[organiser]/actions', page((n) => `/desk/${organiserId(n)}/actions`, owners)],
      ['/desk/[organiser]/people', page((n) => `/desk/${organiserId(n)}/people`, owners)],
      ['/desk/actions/[action]', page((n) => `/desk/actions/${actionId(action(n))}`, owners)],
      ['/desk/shifts/[shift]', page((n) => `/desk/shifts/${shiftId(shift(n))}`, owners)],
      ['/desk/shifts/[shift]/confirm', page((n) => `/desk/shifts/${shiftId(shift(n))}/confirm`, owners)],
      ['/office of a region', page(() => '/office', [OFFICER_REGION])],
      ['/office, national', page(() => '/office', [OFFICER_NATIONAL])],
      ['/office/organisers', page(() => '/office/organisers', [OFFICER_REGION, OFFICER_NATIONAL])]
    ]
    const figures = []
    for (const [name, requests] of pages) figures.push(await timed(bench, requests, `list ${name}`))
    return figures
  }
}
