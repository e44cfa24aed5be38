import type { ComponentProps } from 'svelte'
import type ErrorSummary from './error-summary.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof ErrorSummary>> = {
  two: {
    title: 'Екі жауапты тексеріңіз',
    errors: [
      { name: 'email', text: 'Поштаны аты@домен түрінде жазыңыз' },
      { text: 'Ауысымда орын қалмады', href: '/actions' }
    ]
  }
}
