import type { ComponentProps } from 'svelte'
import type Qr from './qr.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Qr>> = {
  extract: {
    text: 'https://erikti.example/v/9F3KX2M7QH',
    label: 'Үзінді көшірменің QR-коды',
    caption: '9F3K-X2M7-QH'
  }
}
