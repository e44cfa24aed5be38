export interface StampView {
  /** The id of the record: the same id always gives the same drawing. */
  id: string
  /** What was done, under the stamp. */
  title: string
  /** How much, in the middle of the stamp: "4 сағ 30 мин". At most 14 signs look well. */
  value: string
  /** When, in figures: "14.06.2026". */
  date: string
  href?: string
  /** A softer line under the title: organiser, place. */
  note?: string
  /** Grade of the evidence in a word, as a tag. */
  grade?: string
  gradeTone?: 'neutral' | 'info' | 'success' | 'warning' | 'danger'
  /** One of three inks; from the id unless told. */
  ink?: 'a' | 'b' | 'c'
}

export interface StampGeometry {
  /** Edge of the stamp, twice: outer and inner. */
  frames: readonly string[]
  /** One pair of mirrored curves; it is drawn once at each of the turns. */
  horn: string
  /** A small sign between two pairs. */
  seed: string
  turns: readonly number[]
  seedTurns: readonly number[]
  /** The hand that stamps is never quite straight. */
  tilt: number
  /** Half of the width of the band in the middle. */
  band: number
  dashed: boolean
  ink: 'a' | 'b' | 'c'
}

const INKS = ['a', 'b', 'c'] as const

// Radius of the curves and how far out they stand, so that n pairs fill the circle and do not touch.
const PETALS = [
  { count: 4, out: 30, curl: 12 },
  { count: 6, out: 35, curl: 8.5 },
  { count: 8, out: 38, curl: 6.5 }
] as const

/** FNV-1a: the drawing must be the same on every machine, and need not resist anyone. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value ^= value >>> 15
  value = Math.imul(value, 0x2c1b3c6d)
  return (value ^ (value >>> 12)) >>> 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function polygon(sides: number, radius: number): string {
  const points = Array.from({ length: sides }, (_, at) => {
    const angle = ((at + 0.5) / sides) * 2 * Math.PI
    return `${round(60 + radius * Math.sin(angle))} ${round(60 - radius * Math.cos(angle))}`
  })
  return `M${points.join('L')}Z`
}

function circle(radius: number): string {
  return `M${60 - radius} 60a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`
}

function scallop(lobes: number, radius: number): string {
  const points = Array.from({ length: lobes }, (_, at) => {
    const angle = (at / lobes) * 2 * Math.PI
    return `${round(60 + radius * Math.sin(angle))} ${round(60 - radius * Math.cos(angle))}`
  })
  const bow = round((radius * Math.PI) / lobes)
  return `M${points[0]}${[...points.slice(1), points[0]].map((point) => `A${bow} ${bow} 0 0 1 ${point}`).join('')}Z`
}

function square(half: number, corner: number): string {
  const side = 2 * (half - corner)
  return (
    `M${60 - half + corner} ${60 - half}h${side}a${corner} ${corner} 0 0 1 ${corner} ${corner}v${side}` +
    `a${corner} ${corner} 0 0 1 ${-corner} ${corner}h${-side}a${corner} ${corner} 0 0 1 ${-corner} ${-corner}v${-side}` +
    `a${corner} ${corner} 0 0 1 ${corner} ${-corner}z`
  )
}

/** A stamp on a field of 120 by 120, from the mirrored curves of oyu, always the same for the same id. */
export function stampGeometry(id: string): StampGeometry {
  const seed = hash(id)
  const petals = PETALS[seed % 3] ?? PETALS[0]
  const edges = [
    { frames: [circle(57), circle(52)], band: 49.5 },
    { frames: [polygon(8, 59), polygon(8, 54)], band: 49.5 },
    { frames: [scallop(16, 53), circle(50)], band: 47.5 },
    { frames: [square(54, 12), square(49.5, 8)], band: 49 }
  ]
  const { frames, band } = edges[(seed >>> 3) % 4] ?? { frames: [circle(57), circle(52)], band: 49.5 }
  const step = 360 / petals.count
  const half = (seed >>> 6) % 2 === 0 ? 0 : step / 2
  const { out, curl } = petals
  const inner = round(curl * 0.6)
  const side = (way: -1 | 1): string =>
    `M0 ${-out}A${curl} ${curl} 0 0 ${way < 0 ? 0 : 1} ${round(way * 2 * curl)} ${-out}` +
    `A${inner} ${inner} 0 0 ${way < 0 ? 0 : 1} ${round(way * (2 * curl - 2 * inner))} ${-out}`
  const seeds = [
    `M0 ${-out - curl + 2}l3 3-3 3-3-3z`,
    `M-2.5 ${-out - 2}h5M0 ${-out - 5}v6`,
    `M-2 ${-out}a2 2 0 1 0 4 0a2 2 0 1 0-4 0z`
  ]
  return {
    frames,
    horn: `M0 -12V${-out}${side(-1)}${side(1)}`,
    seed: seeds[(seed >>> 8) % 3] ?? '',
    turns: Array.from({ length: petals.count }, (_, at) => round(half + at * step)),
    seedTurns: Array.from({ length: petals.count }, (_, at) => round(half + (at + 0.5) * step)),
    band,
    tilt: ((seed >>> 11) % 15) - 7,
    dashed: (seed >>> 16) % 3 === 0,
    ink: INKS[(seed >>> 18) % 3] ?? 'a'
  }
}
