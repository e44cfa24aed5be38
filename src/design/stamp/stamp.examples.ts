import type { ComponentProps } from 'svelte'
import type Stamp from './stamp.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Stamp>> = {
  strong: {
    stamp: {
      id: '019a3c1e-7b20-7c44-9d01-0a1b2c3d4e5f',
      title: 'Балқаш жағалауын тазарту',
      value: '4 сағ 30 мин',
      date: '14.06.2026',
      href: '/contributions/1',
      note: '«Таза су» қоры',
      grade: 'QR мен куә',
      gradeTone: 'success'
    }
  }
}
