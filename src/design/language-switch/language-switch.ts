export interface Language {
  code: string
  /** In its own language: Қазақша, Русский, English. */
  label: string
  href: string
  current?: boolean
}
