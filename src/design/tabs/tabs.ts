export interface Tab {
  href: string
  label: string
  current?: boolean
  /** Already written as the language wants it. */
  count?: string
}
