import type { ComponentProps } from 'svelte'
import type DataList from './data-list.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof DataList>> = {
  rows: {
    items: [
      { term: 'Өтетін күні', text: '14 маусым 2026, сенбі', note: '10:00–14:30', numeric: true },
      { term: 'Орны', text: 'Балқаш қаласы, жағалау', href: '/map' },
      { term: 'Сақтандыру', text: 'Бар', action: { href: '/insurance', label: 'Өзгерту' } }
    ]
  },
  grid: {
    layout: 'grid',
    items: [
      { term: 'Орын', text: '8', numeric: true },
      { term: 'Күту тізімі', text: '4', numeric: true }
    ]
  }
}
