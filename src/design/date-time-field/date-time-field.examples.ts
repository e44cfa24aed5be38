import type { ComponentProps } from 'svelte'
import type DateTimeField from './date-time-field.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof DateTimeField>> = {
  moment: {
    name: 'starts',
    label: 'Когда начинается',
    kind: 'datetime-local',
    value: '2026-06-14T09:30',
    hint: 'По времени Астаны'
  },
  error: { name: 'born', label: 'Туған күні', error: 'Күнді толық жазыңыз' }
}
