import { cpuSeconds, load, LOAD_MS, WARM_MS, type Row } from '../bench.ts'
import { wire } from '../plan.ts'

const CLIENTS = 16
const PAGES_PER_SECOND_MIN = 1_000

/** Pages for each second of processor time that the server uses: what one core gives, whoever else uses the machine. */
export const home: Row = {
  name: 'home',
  async run({ port, serverPid }) {
    const requests = ['/', '/ru', '/en'].map((path) => wire({ path }))
    const plan = { kind: 'http', port, clients: CLIENTS, requests, once: false } as const
    await load({ ...plan, maxMs: WARM_MS }, ['200'])
    const before = await cpuSeconds(serverPid)
    const result = await load({ ...plan, maxMs: LOAD_MS }, ['200'])
    const perCore = result.count / ((await cpuSeconds(serverPid)) - before)
    return [
      {
        name: 'public home page',
        unit: 'pages/s of a core',
        median: perCore,
        p95: perCore,
        ratio: perCore / PAGES_PER_SECOND_MIN,
        target: `at least ${PAGES_PER_SECOND_MIN} pages/s on one core`,
        met: perCore >= PAGES_PER_SECOND_MIN,
        note: `${Math.round(result.perSecond)}/s in all, median ${result.median.toFixed(1)} ms, ${CLIENTS} clients`
      }
    ]
  }
}
