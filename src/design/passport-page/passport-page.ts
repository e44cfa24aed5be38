import type { IconName } from '../icon/icons.ts'
import type { StampView } from '../stamp/stamp.ts'

export interface PassportDirection {
  /** One of the nine directions; it is the name of its icon. */
  key: IconName
  name: string
  /** Volume, already written: "12 сағ 30 мин". */
  value: string
  /** How many actions, since when. */
  note?: string
  href?: string
  /** Nothing here yet: the place stays, pale. */
  empty?: boolean
}

export interface PassportPageView {
  /** Name of the document. */
  title: string
  /** The holder. */
  name: string
  fields: readonly { term: string; text: string }[]
  /** Code of the country and number, over the name. */
  number?: string
  qr?: { text: string; label: string; caption?: string }
  /** The big number of the page. */
  total?: { value: string; unit?: string; caption: string }
  directionsTitle?: string
  directions?: readonly PassportDirection[]
  stampsTitle?: string
  stamps?: readonly StampView[]
  /** Said in the place of the first stamp. */
  stampsEmpty?: string
  /** Lines for machines at the foot of the data page. */
  machine?: readonly string[]
  /** The sentence that every extract carries. */
  footnote?: string
}
