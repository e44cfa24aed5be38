import type { ComponentProps } from 'svelte'
import type Mark from './mark.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Mark>> = {
  beside: {},
  alone: { label: 'Ерікті', size: 'l' }
}
