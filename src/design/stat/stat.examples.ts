import type { ComponentProps } from 'svelte'
import type Stat from './stat.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Stat>> = {
  hours: { value: '4 107 932', unit: 'сағ', caption: 'расталған сағаттар', href: '/insight', size: 'l' },
  plain: { value: '98,4', unit: '%', caption: 'дәлелі бар жазба', note: 'соңғы 12 ай' }
}
