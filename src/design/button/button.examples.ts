import type { ComponentProps } from 'svelte'
import type Button from './button.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Button>> = {
  primary: { label: 'Қатысуға жазылу' },
  link: { label: 'Күнтізбеге қосу', href: '/calendar', variant: 'secondary', icon: 'calendar' },
  quiet: { label: 'Ұйымдастырушыға жазу', href: '/message', variant: 'quiet' },
  danger: { label: 'Отменить участие', variant: 'danger' },
  disabled: { label: 'Sign up', disabled: true },
  desk: { label: 'Растау', size: 's', ariaLabel: 'Растау, Сейітқалиева Айгерім', name: 'confirm', value: '1' }
}
