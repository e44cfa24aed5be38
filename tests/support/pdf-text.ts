import { inflateSync } from 'node:zlib'

/**
 * Whatever can be read in a PDF of ours: the text that it shows, and what stands in its streams as it is. Fonts are
 * subset, so a shown string is numbers of glyphs, of which the font's ToUnicode map says what they mean. Each string
 * is read by each map: which font it is set in does not matter to who looks for something.
 */
export function textOfPdf(pdf: Buffer): string {
  const streams = streamsOf(pdf)
  const maps = streams.filter((text) => text.includes('beginbfrange')).map(glyphsOf)
  const shown = streams.flatMap((text) => maps.map((glyphs) => shownBy(text, glyphs)))
  return [...shown, ...streams, pdf.toString('latin1')].join('\n')
}

function streamsOf(pdf: Buffer): string[] {
  const streams: string[] = []
  for (let at = 0; ;) {
    const begin = pdf.indexOf('stream\n', at)
    const end = pdf.indexOf('\nendstream', begin)
    if (begin < 0 || end < 0) return streams
    const bytes = pdf.subarray(begin + 'stream\n'.length, end)
    streams.push(unpacked(bytes).toString())
    at = end + '\nendstream'.length
  }
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes)
  } catch {
    return bytes
  }
}

const textOfHex = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le')

/** From `<0000> <00ff> [<0020> <04d9> …]`: the meaning of each glyph from the first number on. */
function glyphsOf(map: string): Map<number, string> {
  const glyphs = new Map<number, string>()
  for (const [, first, list] of map.matchAll(/<([0-9a-f]{4})>\s*<[0-9a-f]{4}>\s*\[([^\]]*)\]/gi))
    for (const [index, [, hex]] of [...list!.matchAll(/<([0-9a-f]*)>/gi)].entries())
      glyphs.set(parseInt(first!, 16) + index, textOfHex(hex!))
  return glyphs
}

/** All shown strings in their order, one run; kerning breaks them anywhere. */
const shownBy = (content: string, glyphs: Map<number, string>): string =>
  [...content.matchAll(/\[((?:\s*<[0-9a-f]*>|\s*-?[\d.]+)*)\s*\]\s*TJ/gi)]
    .flatMap(([, run]) => [...run!.matchAll(/<([0-9a-f]*)>/gi)])
    .flatMap(([, hex]) => hex!.match(/.{4}/g) ?? [])
    .map((glyph) => glyphs.get(parseInt(glyph, 16)) ?? '')
    .join('')
