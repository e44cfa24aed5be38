export interface DataItem {
  term: string
  text: string
  /** A second, softer line. */
  note?: string
  href?: string
  /** Figures, sums and dates. */
  numeric?: boolean
  action?: { href: string; label: string; /** Begins with the label. */ ariaLabel?: string }
}
