import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'

/** What the browser's check is made of, each before those that use it. */
const PARTS = [
  'platform/prelude/bytes.ts',
  'features/ledger/domain/numbers.ts',
  'features/ledger/domain/sha256.ts',
  'features/ledger/domain/merkle.ts',
  'features/ledger/domain/tiles.ts',
  'features/ledger/domain/note.ts',
  'features/ledger/domain/checkpoint.ts',
  'features/ledger/ui/follow.ts'
]

const START = `
const element = globalThis.document?.querySelector('[data-log-follow]')
if (element) await followOnPage(element)
`

/**
 * The log's own checking code as one plain module, so that whoever doubts the page can save it, read it and run it
 * elsewhere: `node` or a browser's console can import it and call `follow`. It is what the server runs, without types.
 */
export async function verifierScript(): Promise<string> {
  const parts = await Promise.all(
    PARTS.map(async (path) => {
      const source = await readFile(new URL(`../../../${path}`, import.meta.url), 'utf8')
      // Everything imported stands above in the same file already.
      const body = withoutTypes(source).replaceAll(/^import [\s\S]*? from '[^']+'$/gm, '')
      return `// ${path}\n${body
        .replaceAll(/[ \t]+$/gm, '')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim()}\n`
    })
  )
  return `${parts.join('\n')}${START}`
}

/** Node strips our types wherever it runs us, yet warns when it is asked to do so by name. */
function withoutTypes(source: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(source)
  } finally {
    process.emitWarning = emitWarning
  }
}
