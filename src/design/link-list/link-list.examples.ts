import type { ComponentProps } from 'svelte'
import type LinkList from './link-list.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof LinkList>> = {
  mine: {
    links: [
      { href: '/me/hours', label: 'Сағаттарым' },
      { href: '/me/consent', label: 'Согласие на обработку персональных данных' }
    ]
  }
}
