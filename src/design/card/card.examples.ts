import type { ComponentProps } from 'svelte'
import type Card from './card.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Card>> = {
  action: {
    title: 'Төтенше жағдайлардың салдарын жою жөніндегі дайындық',
    href: '/actions/1',
    icon: 'emergency-response',
    kicker: 'Төтенше жағдайлардың салдарын жою',
    meta: [
      { icon: 'clock', text: '20 маусым, 08:00–20:00' },
      { icon: 'place', text: 'Петропавл' }
    ]
  },
  plain: { title: 'Центр поддержки', text: 'Ответим по телефону и в мессенджерах.', level: 2 }
}
