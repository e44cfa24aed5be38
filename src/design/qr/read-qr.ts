/* QR codes before a camera and in pictures: read by the browser where it knows how, else by jsQR, loaded only then. */

/** Of the browsers that know it; TypeScript's library does not yet. */
interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>
}
type DetectorClass = (new (options: { formats: string[] }) => Detector) & {
  getSupportedFormats(): Promise<string[]>
}

/** Longest side, in pixels, at which a frame is looked at: enough for a code across a table, quick on a cheap phone. */
const FRAME_SIDE = 900
/** The same of pictures, one after the other: a dense code needs many pixels, a blurred one few. */
const PICTURE_SIDES = [1200, 2000, 700]
/** Between two looks: a code is held for seconds, and a cheap phone needs the rest of the time. */
const PAUSE_MS = 150
/** After so many looks at nothing a code may come again. */
const LOOKS_AWAY = 10

const loadReader = async () => (await import('jsqr')).default

/** Loads what reading takes, so that it is at hand without a network. */
export const prepareReader = async (): Promise<void> => void (await loadReader())

/**
 * Shows what the camera sees and gives each code that comes before it, until it is no longer asked for or the signal
 * comes; then the camera goes out. A code that stays there is given once, and again when it has been away.
 * @throws DOMException where the camera does not open, another error where nothing can read what it sees
 */
export async function* codesBefore(video: HTMLVideoElement, signal: AbortSignal): AsyncGenerator<string> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    if (signal.aborted) return
    video.srcObject = stream
    await video.play()
    const read = await frameReader()
    for (let last = '', away = 0; !signal.aborted;) {
      const text = await read(video)
      away = text ? 0 : away + 1
      if (away === LOOKS_AWAY) last = ''
      if (text && text !== last && !signal.aborted) yield (last = text)
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  } finally {
    for (const track of stream.getTracks()) track.stop()
  }
}

async function frameReader(): Promise<(video: HTMLVideoElement) => Promise<string | null>> {
  const detector = await detectorOf()
  if (detector) return (video) => detect(detector, video)
  const jsQR = await loadReader()
  return async (video) => readPixels(jsQR, video, [video.videoWidth, video.videoHeight], FRAME_SIDE)
}

/** The text of a QR code in a picture; null when there is none. Throws for what is no picture. */
export async function readPicture(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file)
  try {
    const detector = await detectorOf()
    const found = detector && (await detect(detector, picture))
    if (found) return found
    const jsQR = await loadReader()
    for (const side of PICTURE_SIDES) {
      const text = readPixels(jsQR, picture, [picture.width, picture.height], side)
      if (text) return text
    }
    return null
  } finally {
    picture.close()
  }
}

/** Some browsers have the class and know no QR code. */
async function detectorOf(): Promise<Detector | null> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass }
  const formats = await BarcodeDetector?.getSupportedFormats().catch((): string[] => [])
  return formats?.includes('qr_code') ? new BarcodeDetector!({ formats: ['qr_code'] }) : null
}

async function detect(detector: Detector, source: CanvasImageSource): Promise<string | null> {
  const [found] = await detector.detect(source).catch(() => [])
  return found?.rawValue || null
}

function readPixels(
  jsQR: Awaited<ReturnType<typeof loadReader>>,
  source: CanvasImageSource,
  [width, height]: readonly [width: number, height: number],
  sideMax: number
): string | null {
  const scale = Math.min(1, sideMax / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context || !canvas.width || !canvas.height) return null
  // What is transparent counts as paper.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  return jsQR(data, canvas.width, canvas.height)?.data || null
}
