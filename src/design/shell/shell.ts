import type { Language } from '../language-switch/language-switch.ts'

export interface ShellLink {
  href: string
  label: string
  current?: boolean
}

/** Everything the frame of a page says, as plain words of the page's language. */
export interface ShellView {
  locale: string
  languages: readonly Language[]
  nav: readonly ShellLink[]
  account: null | {
    name: string
    links: readonly ShellLink[]
    signOut: { action: string; label: string }
    unread: number
  }
  signIn: { href: string; label: string }
  footer: readonly ShellLink[]
  /** Words of the link over the header into the content. */
  skip: string
  /** Where the wordmark leads; / unless told. */
  home?: string
  /** Names that only screen readers hear, and the word of the menu on a phone. */
  labels?: { menu?: string; nav?: string; languages?: string; unread?: string; footer?: string }
  /** One sentence about whose service this is, at the foot. */
  imprint?: string
}
