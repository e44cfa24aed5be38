import type { ComponentProps } from 'svelte'
import type PassportCover from './passport-cover.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof PassportCover>> = {
  holder: {
    issuer: 'Ұлттық волонтерлік желі',
    title: 'Волонтердің цифрлық паспорты',
    name: 'Сейітқалиева Айгерім',
    number: 'KZ 0419 7735 20'
  }
}
