import type { Plugin } from 'vite'

/*
 * The page that checks documents may weigh so much and no more, and three packages bring along what it never runs.
 * Whoever takes another version of them sees the build fail here rather than the page grow.
 */

interface Cut {
  readonly part: RegExp
  readonly by: string
}

const whole = (by: string): readonly Cut[] => [{ part: /^[\s\S]*$/, by }]
/** From a comment's first line up to where the next part begins. */
const from = (first: string, next: string): Cut => ({
  part: new RegExp(`/\\*\\*\\n \\* ${first}[\\s\\S]*?(?=/\\*\\*\\n \\* ${next})`),
  by: ''
})

/** By the end of the file's name. */
const CUTS: Readonly<Record<string, readonly Cut[]>> = {
  // Kanji, in which no code of ours or of a wallet is written: three quarters of the reader.
  'jsqr/dist/jsQR.js': [{ part: /exports\.shiftJISTable = \{[^}]*\};/, by: 'exports.shiftJISTable = {};' }],
  // Documents are expanded and canonicalised; nothing is compacted, framed, flattened, read back or fetched.
  'jsonld/lib/jsonld.js': [
    from('Performs JSON-LD compaction', 'Performs JSON-LD expansion'),
    from('Performs JSON-LD flattening', 'Performs RDF dataset normalization'),
    from('Converts an RDF dataset to JSON-LD', 'Outputs the RDF dataset found'),
    from('\\*\\*Experimental\\*\\*\\n \\*\\n \\* Recursively flattens', 'Document loaders'),
    from('Assigns the default document loader', 'Registers an RDF dataset parser')
  ],
  'jsonld/lib/context.js': [
    {
      part: /\/\*\*\n {3}\* Generates an inverse context[\s\S]*?(?=\/\*\*\n {3}\* Clones an active context)/,
      by: 'function _createInverseContext() {}\n'
    }
  ],
  'jsonld/lib/util.js': [from('Parses a link header', '')],
  'jsonld/lib/compact.js': whole('module.exports = {};'),
  'jsonld/lib/frame.js': whole('module.exports = {};'),
  'jsonld/lib/flatten.js': whole('module.exports = {};'),
  'jsonld/lib/fromRdf.js': whole('module.exports = {};'),
  'jsonld/lib/platform-browser.js': whole(
    'module.exports = { setupDocumentLoaders() {}, setupGlobals() {} };'
  ),
  'jsonld/lib/RequestQueue.js': whole('module.exports = class {};'),
  'jsonld/lib/JsonLdProcessor.js': whole('module.exports = () => null;'),
  'rdf-canonize/lib/index.js': [{ part: /exports\._canonizeSync = function[\s\S]*?\n\};/, by: '' }],
  'rdf-canonize/lib/RDFC10Sync.js': whole('module.exports = class {};'),
  'rdf-canonize/lib/NQuads.js': [
    { part: /\/\/ build regexes[\s\S]*?(?=module\.exports = class NQuads)/, by: '' },
    { part: /static parse\(input\) \{[\s\S]*?(?=\/\*\*\n {3}\* Converts an RDF dataset to N-Quads)/, by: '' }
  ],
  // Documents of the first data model are refused before their context is looked at.
  '@digitalbazaar/credentials-context/lib/v1.js': whole('export default {}'),
  // The contexts are ours and few, and a page has no other work to give way to.
  'lru-cache/index.js': whole('module.exports = class extends Map { constructor() { super(); } };'),
  'setimmediate/setImmediate.js': whole('globalThis.setImmediate = (go) => setTimeout(go);')
}

/** Leaves out of the pages' scripts what they never run. */
export function slim(): Plugin {
  const met = new Set<string>()
  return {
    name: 'erikti-slim',
    apply: 'build',
    enforce: 'pre',
    applyToEnvironment: ({ name }) => name === 'client',
    transform(code, id) {
      const name = Object.keys(CUTS).find((end) => id.split('?', 1)[0]!.endsWith(`/node_modules/${end}`))
      if (!name) return null
      met.add(name)
      let rest = code
      for (const { part, by } of CUTS[name]!) {
        if (!part.test(rest)) this.error(`${name} has changed: ${part} is not there to be left out`)
        rest = rest.replace(part, by)
      }
      return { code: rest, map: null }
    },
    buildEnd(error) {
      const missed = Object.keys(CUTS).filter((name) => !met.has(name))
      if (!error && missed.length) this.error(`nothing was left out of ${missed.join(', ')}`)
    }
  }
}
