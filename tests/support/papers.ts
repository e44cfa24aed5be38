import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'

const run = promisify(execFile)
/** Dots an inch: what an office scanner does by itself. */
const DPI = 200

/** Every QR code on the pages of a PDF, read from a picture of them; null, and said so, where poppler is missing. */
export async function codesOnPaper(t: TestContext, pdf: Uint8Array): Promise<string[] | null> {
  const folder = await mkdtemp(join(tmpdir(), 'erikti-paper-'))
  try {
    await writeFile(join(folder, 'paper.pdf'), pdf)
    await run('pdftoppm', ['-r', String(DPI), '-png', join(folder, 'paper.pdf'), join(folder, 'page')])
    const pages = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort()
    const codes: string[] = []
    for (const page of pages) codes.push(...codesIn(PNG.sync.read(await readFile(join(folder, page)))))
    return codes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    t.diagnostic('pdftoppm (poppler-utils) is not installed: no code was read from paper')
    return null
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The reader finds one code a picture: each one found is painted over, and the rest is looked through again. */
function codesIn({ data, width, height }: PNG): string[] {
  const picture = new Uint8ClampedArray(data)
  const codes: string[] = []
  for (;;) {
    const found = jsQR(picture, width, height, { inversionAttempts: 'dontInvert' })
    if (!found) return codes
    codes.push(found.data)
    const { topLeftCorner, topRightCorner, bottomLeftCorner } = found.location
    const [left, right] = [Math.floor(topLeftCorner.x), Math.ceil(topRightCorner.x)]
    for (let y = Math.floor(topLeftCorner.y); y <= bottomLeftCorner.y + 1; y++)
      picture.fill(255, (y * width + left) * 4, (y * width + right + 1) * 4)
  }
}
