import type { ComponentProps } from 'svelte'
import type Steps from './steps.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Steps>> = {
  road: {
    label: 'Жазбаның жолы',
    items: [
      { label: 'Жазылдыңыз', state: 'done', stateWord: 'дайын', detail: '12.06, 14:20' },
      { label: 'Растауды күтіп тұр', state: 'current', stateWord: 'қазір', detail: '16.06 дейін' },
      { label: 'Паспортқа түседі', state: 'next', stateWord: 'алда' }
    ]
  },
  stopped: { label: 'Path', items: [{ label: 'Confirmation', state: 'stopped', stateWord: 'rejected' }] }
}
