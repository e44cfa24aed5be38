export interface MapTile {
  code: string
  /** Full name, in the table and for screen readers. */
  name: string
  /** Short name on the tile. */
  short: string
  /** Three or four letters for a phone, where a long short name would break: "Қар." */
  tiny?: string
  /** Already written as the language wants it. */
  value: string
  /** Shade, 0 pale to 4 deep. */
  level: 0 | 1 | 2 | 3 | 4
  href?: string
  /** From west, 0–5. */
  col: number
  /** From north, 0–4. */
  row: number
}

export interface MapLegendItem {
  level: 0 | 1 | 2 | 3 | 4
  /** The range in figures: "1 000 – 4 999". */
  text: string
}

/** Where each region stands: row from north, column from west; the codes are ISO 3166-2 = KATO prefixes. */
export const TILE_PLACES: Readonly<Record<string, readonly [row: number, col: number]>> = {
  '59': [0, 3],
  '27': [1, 0],
  '39': [1, 2],
  '11': [1, 3],
  '71': [1, 4],
  '55': [1, 5],
  '23': [2, 0],
  '15': [2, 1],
  '62': [2, 2],
  '35': [2, 3],
  '10': [2, 4],
  '63': [2, 5],
  '47': [3, 0],
  '43': [3, 1],
  '61': [3, 2],
  '31': [3, 3],
  '19': [3, 4],
  '33': [3, 5],
  '79': [4, 2],
  '75': [4, 4]
}
