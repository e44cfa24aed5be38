import type { ComponentProps } from 'svelte'
import type LanguageSwitch from './language-switch.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof LanguageSwitch>> = {
  three: {
    label: 'Тіл',
    languages: [
      { code: 'kk', label: 'Қазақша', href: '/', current: true },
      { code: 'ru', label: 'Русский', href: '/ru' },
      { code: 'en', label: 'English', href: '/en' }
    ]
  }
}
