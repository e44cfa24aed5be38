import { createRawSnippet, type ComponentProps } from 'svelte'
import type ActionBar from './action-bar.svelte'

const children = createRawSnippet(() => ({ render: () => '<button>Келді</button>' }))

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof ActionBar>> = {
  counted: { children, counted: 'Таңдалды:' },
  plain: { children }
}
