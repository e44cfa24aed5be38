import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { perform } from '../../../src/platform/use-case.ts'
import { load, LOAD_MS, numbers, WARM_MS, type Bench, type Row } from '../bench.ts'
import { personId } from '../ids.ts'
import { wire } from '../plan.ts'

const CLIENTS = 16
const EXTRACTS = 200
const RATIO_MIN = 0.3

async function makeExtract({ app }: Bench, n: number): Promise<string> {
  const actor = { personId: personId(n), sessionId: null, address: '127.0.0.1', locale: 'kk' as const }
  const wish = { purpose: 'grant', reader: 'Комиссия', list: true, validDays: 30 }
  const made = await perform(app.runtime, actor, app.passport.commands.makeExtract, wish)
  if (!made.ok) throw new Error(`no extract: ${made.error.code}`)
  const shown = await perform(app.runtime, actor, app.passport.queries.myExtract, made.value)
  if (!shown.ok) throw new Error(shown.error.code)
  return shown.value.link.split('/').at(-1)!
}

/** A Hono that answers the same bytes and does nothing else, in a process of its own. */
async function bareServer(bytes: string) {
  const child = fork(fileURLToPath(new URL('../bare.ts', import.meta.url)))
  child.send(bytes)
  const [port] = (await once(child, 'message')) as [number]
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    }
  }
}

export const verification: Row = {
  name: 'verification',
  async run(bench) {
    const paths = []
    for (const n of numbers(EXTRACTS)) paths.push(`/api/verify?token=${await makeExtract(bench, n)}`)
    const answer = await fetch(`http://127.0.0.1:${bench.port}${paths[0]}`)
    await using bare = await bareServer(await answer.text())
    const plan = {
      kind: 'http',
      clients: CLIENTS,
      requests: paths.map((path) => wire({ path })),
      once: false
    } as const
    const run = async (port: number) => {
      await load({ ...plan, port, maxMs: WARM_MS }, ['200'])
      return load({ ...plan, port, maxMs: LOAD_MS }, ['200'])
    }
    const [limit, ours] = [await run(bare.port), await run(bench.port)]
    const ratio = ours.perSecond / limit.perSecond
    return [
      {
        name: 'verification of an extract',
        unit: 'ms',
        median: ours.median,
        p95: ours.p95,
        ratio,
        target: `at least ${RATIO_MIN} of a bare Hono`,
        met: ratio >= RATIO_MIN,
        note: `${Math.round(ours.perSecond)}/s against ${Math.round(limit.perSecond)}/s, ${CLIENTS} clients; each reading is written down`
      }
    ]
  }
}
