import type { ComponentProps } from 'svelte'
import type Tag from './tag.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Tag>> = {
  confirmed: { tone: 'success', text: 'Расталды' },
  waiting: { tone: 'warning', icon: 'clock', text: 'Растауды күтіп тұр' },
  rejected: { tone: 'danger', text: 'Отклонено' },
  plain: { text: 'Waiting list' }
}
