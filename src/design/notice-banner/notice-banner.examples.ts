import type { ComponentProps } from 'svelte'
import type NoticeBanner from './notice-banner.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof NoticeBanner>> = {
  done: {
    tone: 'success',
    role: 'status',
    title: 'Өтініміңіз қабылданды',
    text: 'Үйлестіруші 2 сағат ішінде жауап береді.'
  },
  no: {
    tone: 'danger',
    title: 'Бұл ауысымға баруға болмайды',
    text: 'Соңғы ауысымнан кейін 11 сағат демалыс өтпеген.',
    action: { href: '/shifts', label: 'Басқа ауысымды таңдау' }
  }
}
