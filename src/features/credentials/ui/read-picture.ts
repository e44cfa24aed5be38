/* QR codes from pictures and frames of a camera: by the browser where it knows how, else by jsQR. */

/** Of the browsers that know it; TypeScript's library does not yet. */
interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>
}
type DetectorClass = new (options: { formats: string[] }) => Detector

/** Longest sides, in pixels, at which a picture is looked at: a dense code needs many, a blurred one few. */
const SIDES = [1200, 2000, 700]
const FRAME_SIDE = 900

const readerOf = () => import('jsqr')

/** Loads what reading takes, so that it is at hand without a network. */
export const prepareReader = async (): Promise<void> => void (await readerOf())

/** The text of a QR code in a picture; null when there is none. Throws for what is no picture. */
export async function readPicture(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file)
  try {
    const found = await detect(picture)
    if (found) return found
    for (const side of SIDES) {
      const text = await readPixels(picture, picture.width, picture.height, side)
      if (text) return text
    }
    return null
  } finally {
    picture.close()
  }
}

/** The text of a QR code before the camera; null when there is none in this frame. */
export async function readFrame(video: HTMLVideoElement): Promise<string | null> {
  const { videoWidth, videoHeight } = video
  if (!videoWidth) return null
  return (await detect(video)) ?? (await readPixels(video, videoWidth, videoHeight, FRAME_SIDE))
}

async function detect(source: CanvasImageSource): Promise<string | null> {
  const Detector = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (!Detector) return null
  // Some browsers have the class and refuse its use.
  const found = await new Detector({ formats: ['qr_code'] }).detect(source).catch(() => [])
  return found[0]?.rawValue || null
}

async function readPixels(
  source: CanvasImageSource,
  width: number,
  height: number,
  sideMax: number
): Promise<string | null> {
  const scale = Math.min(1, sideMax / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return null
  // What is transparent counts as paper.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const { default: jsQR } = await readerOf()
  return jsQR(data, canvas.width, canvas.height)?.data || null
}
