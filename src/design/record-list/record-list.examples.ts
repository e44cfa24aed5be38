import type { ComponentProps } from 'svelte'
import type RecordList from './record-list.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof RecordList>> = {
  own: {
    records: [
      {
        id: '1',
        title: 'Қорықшаларда ағаш отырғызу мен күтіп-баптауға арналған жалпыұлттық акция',
        href: '/me/passport/records/1',
        time: '12 сағ 30 мин',
        lines: ['2026 ж. 14 маусым · Волонтер', 'Жасыл қала · Астана'],
        tags: [
          { text: 'Күшті дәлел', tone: 'success' },
          { text: 'Жазба түзетілген, нұсқасы: 2', tone: 'warning' }
        ]
      }
    ]
  },
  bare: { level: 4, records: [{ id: '1', title: 'Посадка деревьев', time: '2 ч', lines: [], tags: [] }] }
}
