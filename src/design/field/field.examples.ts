import type { ComponentProps } from 'svelte'
import type Field from './field.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Field>> = {
  text: { name: 'name', label: 'Тегі, аты', hint: 'Жеке куәліктегідей', value: 'Сейітқалиева Айгерім' },
  error: {
    name: 'email',
    label: 'Почта',
    type: 'email',
    value: 'aigerim@',
    error: 'Укажите почту в виде имя@домен'
  },
  textarea: { name: 'why', label: 'Why would you like to help', rows: 4, optionalWord: '(optional)' },
  select: {
    name: 'region',
    label: 'Өңір',
    prompt: 'Өңірді таңдаңыз',
    value: '79',
    width: 'medium',
    options: [
      { value: '79', label: 'Шымкент' },
      { value: '75', label: 'Алматы' }
    ]
  }
}
