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
