import type { ComponentProps } from 'svelte'
import type ProgressBar from './progress-bar.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof ProgressBar>> = {
  half: {
    label: 'Таза Қазақстан: Қостанай облысы',
    value: 6240,
    max: 10000,
    text: '10 000 сағаттан 6 240 сағат'
  },
  done: { label: 'Цель', value: 12000, max: 10000, text: '12 000 часов из 10 000' }
}
