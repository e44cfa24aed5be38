/* QR codes before a camera: read by the browser where it knows how, else by jsQR, which is loaded only then. */

/** Of the browsers that know it; TypeScript's library does not yet. */
interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>
}
type DetectorClass = new (options: { formats: string[] }) => Detector

/** Longest side, in pixels, at which a frame is looked at: enough for a code across a table, quick on a cheap phone. */
const FRAME_SIDE = 900

type ReadFrame = (video: HTMLVideoElement) => Promise<string | null>

/** A reader of what stands before a camera: the text of a QR code, or null when there is none in this frame. */
export async function frameReader(): Promise<ReadFrame> {
  const detector = await detectorOf()
  if (detector)
    return async (video) => {
      const [found] = await detector.detect(video).catch(() => [])
      return found?.rawValue || null
    }
  const { default: jsQR } = await import('jsqr')
  return async (video) => {
    const frame = pixelsOf(video)
    return frame && (jsQR(frame.data, frame.width, frame.height)?.data || null)
  }
}

/** Some browsers have the class and know no QR code. */
async function detectorOf(): Promise<Detector | null> {
  const Detector = (
    globalThis as { BarcodeDetector?: DetectorClass & { getSupportedFormats(): Promise<string[]> } }
  ).BarcodeDetector
  const formats = await Detector?.getSupportedFormats().catch((): string[] => [])
  return formats?.includes('qr_code') ? new Detector!({ formats: ['qr_code'] }) : null
}

function pixelsOf(video: HTMLVideoElement): ImageData | null {
  const { videoWidth, videoHeight } = video
  const scale = Math.min(1, FRAME_SIDE / Math.max(videoWidth, videoHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(videoWidth * scale)
  canvas.height = Math.round(videoHeight * scale)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context || !canvas.width || !canvas.height) return null
  context.drawImage(video, 0, 0, canvas.width, canvas.height)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}
