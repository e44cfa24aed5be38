import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import type { Client, TestSite } from './http.ts'

/** What Chromium needs to run as root and to ask nobody outside for anything. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

export const PHONE = { width: 360, height: 740 }
export const DESK = { width: 1280, height: 800 }

export interface BrowserOptions {
  readonly viewport?: { width: number; height: number }
  readonly javaScriptEnabled?: boolean
  readonly args?: readonly string[]
}

export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext
}

/** Debian's Chromium with a profile of its own. */
export async function testBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'erikti-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: [...FLAGS, ...(options.args ?? [])],
    viewport: options.viewport ?? PHONE,
    javaScriptEnabled: options.javaScriptEnabled ?? true,
    timezoneId: 'Asia/Almaty',
    // Pages are looked at when they are at rest: a colour on its way to another has no contrast to speak of.
    reducedMotion: 'reduce'
  })
  context.setDefaultTimeout(15_000)
  return {
    context,
    async [Symbol.asyncDispose]() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    }
  }
}

/** Gives the browser the session of a client, in one line. */
export async function signInBrowser(context: BrowserContext, site: TestSite, client: Client): Promise<void> {
  const [name, value] = client.cookie!.split(/=(.*)/s)
  await context.clearCookies()
  await context.addCookies([{ name: name!, value: value!, url: site.base, httpOnly: true, sameSite: 'Lax' }])
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds on the page, one line a finding; empty is right. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Our own policy forbids injected scripts, so axe comes in through the debugger, not through the page.
  await page.evaluate(await import('node:fs/promises').then((fs) => fs.readFile(axePath, 'utf8')))
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    return (await axe.run()).violations
  })
  return results.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
}
