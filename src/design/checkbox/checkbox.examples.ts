import type { ComponentProps } from 'svelte'
import type Checkbox from './checkbox.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Checkbox>> = {
  plain: { name: 'news', label: 'Присылать похожие акции', checked: true },
  error: {
    name: 'agree',
    label: 'Дербес деректерді өңдеуге келісемін',
    error: 'Келісімсіз жазылу мүмкін емес',
    required: true
  },
  row: { name: 'pick', label: 'Сейітқалиева Айгерім', labelHidden: true, value: '1' }
}
