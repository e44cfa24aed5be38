#!/usr/bin/env node
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PNG } from 'pngjs'
import { encode } from 'uqr'
import { Surprise } from './demo/surprise.ts'
import { walk, type Step } from './demo/walk.ts'

const HELP = `Walks the whole path over HTTP, as programs would, on a running Erikti with its demo world.

  npm run demo -- --base http://localhost:3000 --out DIR [--json]

--base  where it runs (default http://localhost:3000)
--out   folder for what is left behind (default ./demo): passport.json, extract.json, extract-qr.png; of the new record
        badge.json, archive.tlog-proof, archive.pdf; of the passport clr.json, passport.sd-jwt; of the extract
        extract.sd-jwt, extract.pdf; of the issuer did.json, issuer-chain.pem
--json  prints the steps as JSON, one a line

A coordinator publishes an action; a volunteer signs up, is checked in and out, is confirmed and makes an extract; a
stranger verifies it, and every file by the public API; the holder revokes it; the stranger is told, and the files of
the extract are revoked while the others hold. Ends with 1 at any surprise.`

const QR_SCALE = 8

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: 'http://localhost:3000' },
    out: { type: 'string', default: 'demo' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' }
  }
})

if (values.help) console.log(HELP)
else process.exitCode = await main(values.base.replace(/\/+$/, ''), values.out)

async function main(base: string, out: string): Promise<number> {
  const print = (step: Step): void =>
    console.log(
      values.json
        ? JSON.stringify(step)
        : `${step.step.padEnd(13)} ${`${step.ms} ms`.padStart(8)}  ${step.detail}`
    )
  try {
    const { passport, extract, files } = await walk(base, print)
    await mkdir(out, { recursive: true })
    await writeFile(join(out, 'passport.json'), JSON.stringify(passport, null, 2) + '\n')
    await writeFile(join(out, 'extract.json'), JSON.stringify(extract, null, 2) + '\n')
    for (const [name, content] of files) await writeFile(join(out, name), content)
    await writeFile(join(out, 'extract-qr.png'), qrPicture(extract.link))
    if (!values.json) console.log(`papers are in ${out}`)
    return 0
  } catch (error) {
    const isOurs = error instanceof Surprise
    if (values.json) console.log(JSON.stringify({ step: 'surprise', detail: String(error) }))
    else console.error(isOurs ? `surprise: ${error.message}` : error)
    return 1
  }
}

/** The link of the extract as a QR code that a phone reads from paper. */
function qrPicture(link: string): Buffer {
  const { size, data } = encode(link, { ecc: 'M', border: 4 })
  const side = size * QR_SCALE
  const picture = new PNG({ width: side, height: side, colorType: 0 })
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      const isDark = data[Math.floor(y / QR_SCALE)]![Math.floor(x / QR_SCALE)]
      picture.data.fill(isDark ? 0 : 255, (y * side + x) * 4, (y * side + x) * 4 + 3)
      picture.data[(y * side + x) * 4 + 3] = 255
    }
  return PNG.sync.write(picture, { colorType: 0 })
}
