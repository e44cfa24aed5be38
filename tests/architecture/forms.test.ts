import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { test } from 'node:test'

/** Forms that may be sent twice: each says why that does nothing twice. */
const WITHOUT_KEY: Readonly<Record<string, string>> = {
  'src/design/shell/shell.svelte': 'whoever is signed out is signed out',
  'src/features/credentials/ui/verify-desk.svelte': 'reads',
  'src/features/credentials/ui/wallet-ask.svelte': 'asks anew each time',
  'src/features/notices/ui/inbox.svelte': 'what is read is read',
  'src/features/passport/ui/reader.svelte': 'reads',
  'src/features/people/ui/passkey-form.svelte': 'an answer of a passkey is taken once',
  'src/routes/+error.svelte': 'sends again all that was sent, its key too',
  'src/routes/log/+page.svelte': 'reads',
  'src/routes/me/notices/+page.svelte': 'what is read is read',
  'src/routes/me/sessions/+page.svelte': 'all sessions have ended, that of the second click too',
  'src/routes/sign-out/+page.svelte': 'whoever is signed out is signed out'
}

test('a form that changes something carries the key that makes a double click do it once', async () => {
  const without: string[] = []
  for await (const file of glob('src/**/*.svelte')) {
    const text = await readFile(file, 'utf8')
    for (const [form] of text.matchAll(/<form[^>]*method="POST".*?<\/form>/gis))
      if (!form.includes('name="_key"')) without.push(file)
  }
  assert.deepEqual(without.sort(), Object.keys(WITHOUT_KEY).sort())
})
