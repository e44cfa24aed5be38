import type { ComponentProps } from 'svelte'
import type TileMap from './tile-map.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof TileMap>> = {
  two: {
    label: 'Расталған сағаттар өңірлер бойынша',
    tiles: [
      {
        code: '71',
        name: 'Астана',
        short: 'Астана',
        value: '31 207',
        level: 4,
        href: '/regions/71',
        row: 1,
        col: 4
      },
      {
        code: '35',
        name: 'Қарағанды облысы',
        short: 'Қарағанды',
        tiny: 'Қар.',
        value: '940',
        level: 0,
        row: 2,
        col: 3
      }
    ],
    legend: [
      { level: 0, text: '1 000-нан аз' },
      { level: 4, text: '30 000 және одан көп' }
    ],
    legendTitle: 'Сағат',
    columns: { region: 'Өңір', value: 'Сағат' },
    tableWord: 'Кесте түрінде',
    current: '71'
  }
}
