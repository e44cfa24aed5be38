import type { Locale } from '#platform/prelude/index.ts'

/** What a mail shows, in the words of its reader. */
export interface MailPage {
  readonly locale: Locale
  readonly title: string
  readonly text: string
  /** The way to the thing that is told. */
  readonly open: Link
  /** Why the mail came, and where to choose otherwise. */
  readonly why: string
  readonly change: Link
}

interface Link {
  readonly label: string
  readonly address: string
}

/** Mail programs read no custom properties: these are the tokens of `design/tokens.css`, light and dark. */
const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; padding: 24px 16px; background: #fcfaf6; color: #0b2a3b;
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif }
main { max-width: 520px; margin: 0 auto }
.brand { margin: 0 0 24px; padding-bottom: 12px; border-bottom: 3px solid #00afca; font-size: 18px; font-weight: 700 }
h1 { margin: 0 0 12px; font-size: 20px; line-height: 1.3 }
p { margin: 0 0 24px; overflow-wrap: anywhere }
.open { display: inline-block; padding: 12px 20px; border-radius: 4px; background: #0b2a3b; color: #ffffff;
  font-weight: 600; text-decoration: none }
.why { margin: 32px 0 0; padding-top: 12px; border-top: 1px solid #dcd5c6; color: #4a5f6b; font-size: 14px }
.why a { color: #00637a }
@media (prefers-color-scheme: dark) {
  body { background: #061924; color: #f3eee3 }
  .open { background: #f6f1e7; color: #0b2a3b }
  .why { border-color: #23475a; color: #b4c4cd }
  .why a { color: #6bd3e4 }
}`

/** The mail as plain text. */
export const mailText = ({ title, text, open, why, change }: MailPage): string =>
  [title, text, written(open), `${why}\n${written(change)}`].join('\n\n') + '\n'

const written = ({ label, address }: Link): string => `${label}: ${address}`

/** The mail as a page. Only our own two links can be followed; a text may quote what somebody typed. */
export const mailHtml = ({ locale, title, text, open, why, change }: MailPage): string =>
  `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>${STYLE}
</style>
<main>
<p class="brand">${locale === 'en' ? 'Erikti' : 'Ерікті'}</p>
<h1>${escape(title)}</h1>
<p>${escape(text)}</p>
<p>${linked(open, 'open')}</p>
<p class="why">${escape(why)} ${linked(change)}</p>
</main>
</html>
`

const linked = ({ label, address }: Link, name?: string): string =>
  `<a href="${escape(address)}"${name ? ` class="${name}"` : ''}>${escape(label)}</a>`

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!)
