import type { ComponentProps } from 'svelte'
import type Roll from './roll.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Roll>> = {
  choosing: {
    label: 'Ауысымға қатысушылар',
    rows: [
      {
        id: '1',
        name: 'Құрманғазы-Серікболсынұлы Нұрсұлтан-Әбілмансұр',
        detail: '09:02 · Экрандағы код',
        tag: { text: 'Осында', tone: 'success' },
        choosable: true,
        chosen: true
      },
      { id: '2', name: 'Ким Вера', tag: { text: 'Күтілуде', tone: 'info' }, choosable: true, error: 'Қате' }
    ]
  },
  plain: { label: 'Участники смены', rows: [{ id: '1', name: 'Ким Вера', detail: '09:02 – 12:00' }] }
}
