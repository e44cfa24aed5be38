import type { ComponentProps } from 'svelte'
import type DataTable from './data-table.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof DataTable>> = {
  people: {
    caption: 'Ауысымдағы волонтерлер',
    columns: [
      { key: 'name', label: 'Аты-жөні' },
      { key: 'state', label: 'Күйі' },
      { key: 'time', label: 'Уақыты', numeric: true }
    ],
    rows: [
      {
        id: '1',
        cells: {
          name: { text: 'Сейітқалиева Айгерім', href: '/people/1', note: 'Алматы' },
          state: { text: 'Расталды', tone: 'success' },
          time: '4 сағ 30 мин'
        }
      }
    ]
  },
  empty: {
    caption: 'Күту тізімі',
    columns: [{ key: 'name', label: 'Аты-жөні' }],
    rows: [],
    empty: 'Тізім бос.'
  }
}
