import type { ComponentProps } from 'svelte'
import type EmptyState from './empty-state.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof EmptyState>> = {
  passport: {
    title: 'Паспортыңызда әзірге жазба жоқ',
    text: 'Жақын маңдағы акцияны таңдап, бірінші мөртабаныңызды алыңыз.',
    action: { href: '/actions', label: 'Акция табу' },
    secondary: { href: '/help', label: 'Қалай жұмыс істейді' }
  }
}
