import type { ComponentProps } from 'svelte'
import type PageHeading from './page-heading.svelte'

/** Sample props by name; the words are long on purpose. */
export const examples: Record<string, ComponentProps<typeof PageHeading>> = {
  action: {
    kicker: 'Экологиялық бағыт',
    title: 'Балқаш көлінің жағалауын тазарту және көшет отырғызу',
    lead: 'Сенбіде бірге жиналамыз.',
    back: { href: '/actions', label: 'Барлық акция' }
  },
  crumbs: { title: 'Чистый берег', breadcrumbsLabel: 'Путь', breadcrumbs: [{ href: '/', label: 'Акции' }] }
}
