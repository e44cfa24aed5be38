import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { createServer } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${here}${entry.name}/${entry.name}.svelte`))
  .map((entry) => entry.name)

const vite = await createServer({
  root: here,
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true, include: [] },
  plugins: [svelte({ configFile: false })]
})
after(() => vite.close())
const { render } = await vite.ssrLoadModule('svelte/server')

for (const name of names) {
  test(`${name}: its examples render without style attributes, scripts or holes`, async () => {
    const component = (await vite.ssrLoadModule(`${here}${name}/${name}.svelte`)).default
    const { examples } = await vite.ssrLoadModule(`${here}${name}/${name}.examples.ts`)
    assert.ok(Object.keys(examples).length > 0)
    for (const props of Object.values(examples)) {
      const { body } = render(component, { props })
      assert.ok(body.length > 0)
      // The policy of a page is style-src 'self' and script-src 'self': these would be thrown away in silence.
      assert.doesNotMatch(body, /\sstyle=|<style|<script|\son\w+=/)
      assert.doesNotMatch(body, /undefined|\[object|NaN/)
      const ids = [...body.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])
      assert.equal(new Set(ids).size, ids.length, 'ids are unique')
      for (const [, list = ''] of body.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
        for (const id of list.split(' ')) assert.ok(ids.includes(id), `${id} is there`)
      }
    }
  })
}

test('every component is exported, every style is in the one stylesheet and in the layer', () => {
  const index = readFileSync(`${here}index.ts`, 'utf8')
  const sheet = readFileSync(`${here}index.css`, 'utf8')
  for (const name of names) {
    assert.ok(index.includes(`./${name}/${name}.svelte`), `${name} is exported`)
    const style = `${here}${name}/${name}.css`
    if (!existsSync(style)) continue
    assert.ok(sheet.includes(`./${name}/${name}.css`), `${name}.css is imported`)
    assert.match(readFileSync(style, 'utf8'), /^@layer components \{/)
  }
})
