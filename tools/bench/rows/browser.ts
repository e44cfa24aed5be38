import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'
import { readEnvelope } from '../../../src/features/credentials/domain/sd-jwt-vc.ts'
import { parseSdJwt } from '../../../src/features/credentials/domain/sd-jwt.ts'
import { testBrowser } from '../../../tests/support/browser.ts'
import { numbers, type Bench, type Row } from '../bench.ts'
import { anExtract } from './credentials.ts'

const SLOWED = 4
const MS_MAX = 150
const CHECKS = 40
type Verifier = typeof import('../../../src/features/credentials/ui/browser-verifier/index.ts')

/** The verifier as a page loads it, by file name. */
async function bundled(): Promise<Map<string, string>> {
  const entry = fileURLToPath(
    new URL('../../../src/features/credentials/ui/browser-verifier/index.ts', import.meta.url)
  )
  const [made] = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['es'], fileName: 'verifier' } }
  })) as Rollup.RollupOutput[]
  const chunks = made!.output.filter((one) => one.type === 'chunk')
  return new Map(chunks.map(({ fileName, code }) => [`/bench/${fileName}`, code]))
}

/** The status list that an extract names, as the page would fetch it. */
async function listOf({ app }: Bench, token: string) {
  const parsed = parseSdJwt(token)
  const envelope = parsed.ok ? readEnvelope(parsed.value.jwt.payload) : null
  const url = envelope?.status?.uri ?? ''
  const listId = Number(/\d+$/.exec(url)?.[0])
  const text = await app.credentials.statusList(app.runtime.db, { listId, form: 'token' }, app.runtime.now())
  if (!text) throw new Error(`there is no status list at ${url}`)
  return { text, url }
}

/** The check of an extract in the page, with a phone's processor: each on a page that was just opened. */
export const browser: Row = {
  name: 'browser',
  async run(bench) {
    const scripts = await bundled()
    const issuers = [await bench.app.credentials.issuer()]
    const tokens = await Promise.all(numbers(CHECKS).map((n) => anExtract(bench, n)))
    await bench.app.credentials.publishStatus(bench.app.runtime.db, bench.app.runtime.now())
    const list = await listOf(bench, tokens[0]!)
    await using chromium = await testBrowser()
    await chromium.context.route('**/bench/*', (route) => {
      const body = scripts.get(new URL(route.request().url()).pathname)
      return body ? route.fulfill({ contentType: 'text/javascript', body }) : route.abort()
    })
    const times: number[] = []
    for (const token of tokens) {
      const page = await chromium.context.newPage()
      await page.goto(`http://127.0.0.1:${bench.port}/healthz`)
      const devtools = await chromium.context.newCDPSession(page)
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED })
      const { outcome, ms, findings } = await page.evaluate(
        async ({ verifier, token, issuers, list }) => {
          const { checkInPage, keepList } = (await import(verifier)) as Verifier
          const kept = await keepList(list.text, list.url, issuers)
          if (!kept) throw new Error('the status list is not kept')
          const began = performance.now()
          const verdict = await checkInPage(token, { issuers, lists: [kept] }, new Date())
          return {
            outcome: verdict.outcome,
            ms: performance.now() - began,
            findings: JSON.stringify(verdict.findings)
          }
        },
        { verifier: '/bench/verifier.js', token, issuers, list }
      )
      if (outcome !== 'holds') throw new Error(`the verdict is ${outcome}: ${findings}`)
      times.push(ms)
      await page.close()
    }
    times.sort((a, b) => a - b)
    const [median, p95] = [times[Math.floor(CHECKS / 2)]!, times[Math.floor(CHECKS * 0.95)]!]
    return [
      {
        name: 'check of an extract in the page',
        unit: 'ms',
        median,
        p95,
        ratio: p95 / MS_MAX,
        target: `p95 under ${MS_MAX} ms with the processor slowed ${SLOWED} times`,
        met: p95 < MS_MAX,
        note: `the first check of each of ${CHECKS} pages, in Chromium`
      }
    ]
  }
}
