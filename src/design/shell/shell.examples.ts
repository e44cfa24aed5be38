import { createRawSnippet, type ComponentProps } from 'svelte'
import type Shell from './shell.svelte'
import type { ShellView } from './shell.ts'

const shell: ShellView = {
  locale: 'kk',
  languages: [
    { code: 'kk', label: 'Қазақша', href: '/', current: true },
    { code: 'ru', label: 'Русский', href: '/ru' },
    { code: 'en', label: 'English', href: '/en' }
  ],
  nav: [
    { href: '/actions', label: 'Акциялар', current: true },
    { href: '/programmes', label: 'Жалпыұлттық жобалар' }
  ],
  account: {
    name: 'Айгерім С.',
    links: [{ href: '/passport', label: 'Менің паспортым' }],
    signOut: { action: '/sign-out', label: 'Шығу' },
    unread: 3
  },
  signIn: { href: '/sign-in', label: 'Кіру' },
  footer: [{ href: '/log', label: 'Ашық журнал' }],
  skip: 'Мазмұнға өту',
  labels: { menu: 'Мәзір', nav: 'Негізгі бөлімдер', languages: 'Тіл', unread: 'оқылмаған', footer: 'Қосымша' }
}
const children = createRawSnippet(() => ({ render: () => '<h1>Акциялар</h1>' }))

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof Shell>> = {
  signedIn: { shell, children },
  visitor: { shell: { ...shell, account: null, locale: 'ru' }, children, wide: true }
}
