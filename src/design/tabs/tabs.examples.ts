import type { ComponentProps } from 'svelte'
import type Tabs from './tabs.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Tabs>> = {
  desk: {
    label: 'Ауысым бөлімдері',
    items: [
      { href: '?tab=coming', label: 'Келетіндер', current: true, count: '18' },
      { href: '?tab=waiting', label: 'Күту тізімі', count: '4' }
    ]
  }
}
