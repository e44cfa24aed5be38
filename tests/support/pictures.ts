import type { Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { encode } from 'uqr'

/** Dots of a screen for each module of a code. */
const SCALE = 6

interface Dots {
  readonly side: number
  /** From the upper left, row by row. */
  isDark(x: number, y: number): boolean
}

function dotsOf(text: string, scale: number): Dots {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  return {
    side: size * scale,
    isDark: (x, y) => data[Math.floor(y / scale)]![Math.floor(x / scale)]!
  }
}

/** A QR code as a picture. */
export function qrPng(text: string): Buffer {
  const { side, isDark } = dotsOf(text, SCALE)
  const png = new PNG({ width: side, height: side })
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      png.data.set(isDark(x, y) ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * side + x) * 4)
  return PNG.sync.write(png)
}

/** A QR code held before a camera: a film of one picture, for Chromium's camera of tests (YUV4MPEG2, grey). */
export function qrFilm(text: string): Buffer {
  const [width, height] = [640, 480]
  const { side, isDark } = dotsOf(text, 3)
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)]
  const luma = Buffer.alloc(width * height, 235)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) if (isDark(x, y)) luma[(top + y) * width + left + x] = 16
  const chroma = Buffer.alloc((width * height) / 2, 128)
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`),
    ...[1, 2].flatMap(() => [Buffer.from('FRAME\n'), luma, chroma])
  ])
}

interface Shot {
  /** Pixels of the longer side; a phone's 12 megapixels have 4,000. */
  readonly side?: number
  /** How far the paper lies askew. */
  readonly degrees?: number
  /** By a hand that was not still, in pixels. */
  readonly blur?: number
}

/** A paper with a QR code on a table, as a phone photographs it: JPEG, uneven light, whatever is asked for. */
export async function qrPhoto(
  page: Page,
  text: string | null,
  { side = 4_000, degrees = 0, blur = 0 }: Shot = {}
): Promise<Buffer> {
  const jpeg = await page.evaluate(
    async ({ code, side, degrees, blur }) => {
      const canvas = new OffscreenCanvas(side, side * 0.75)
      const context = canvas.getContext('2d')!
      const light = context.createLinearGradient(0, 0, canvas.width, canvas.height)
      light.addColorStop(0, '#8d7a63')
      light.addColorStop(1, '#4a3d30')
      context.fillStyle = light
      context.fillRect(0, 0, canvas.width, canvas.height)
      context.filter = blur ? `blur(${blur}px)` : 'none'
      context.translate(canvas.width / 2, canvas.height / 2)
      context.rotate((degrees * Math.PI) / 180)
      const [width, height] = [side * 0.42, side * 0.55]
      context.fillStyle = '#e9e4d8'
      context.fillRect(-width / 2, -height / 2, width, height)
      if (code) {
        const picture = await createImageBitmap(await (await fetch(code)).blob())
        context.drawImage(picture, -side * 0.17, -side * 0.12, side * 0.34, side * 0.34)
      }
      const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 })
      const url = await new Promise<string>((resolve) => {
        const reader = new FileReader()
        reader.addEventListener('load', () => resolve(reader.result as string))
        reader.readAsDataURL(blob)
      })
      return url.replace(/^.*,/, '')
    },
    { code: text && `data:image/png;base64,${qrPng(text).toString('base64')}`, side, degrees, blur }
  )
  return Buffer.from(jpeg, 'base64')
}
