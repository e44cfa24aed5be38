import type { ComponentProps } from 'svelte'
import type Icon from './icon.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Icon>> = {
  beside: { name: 'environmental' },
  alone: { name: 'search', label: 'Іздеу', size: 'l' }
}
