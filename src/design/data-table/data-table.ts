import type { IconName } from '../icon/icons.ts'
import type { Tone } from '../tag/tag.ts'

export interface TableColumn {
  key: string
  label: string
  /** Tabular figures, set to the right. */
  numeric?: boolean
  /** The cell that names the row; the first column unless told. */
  rowHeader?: boolean
  /** Says what it is by itself: on a phone it stands in one line with others of its kind, without the label. */
  plain?: boolean
}

export interface TableCell {
  text: string
  href?: string
  note?: string
  /** Makes the text a tag of state. */
  tone?: Tone
  icon?: IconName
}

export interface TableRow {
  /** Stable key of the row. */
  id: string
  cells: Record<string, string | TableCell>
}
