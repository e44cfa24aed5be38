import type { ComponentProps } from 'svelte'
import type Pager from './pager.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Pager>> = {
  middle: {
    label: 'Беттер',
    previous: { href: '?before=a', label: 'Алдыңғы' },
    next: { href: '?after=b', label: 'Келесі' },
    status: '316-ның 21–40-ы'
  }
}
