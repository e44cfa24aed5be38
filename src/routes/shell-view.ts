import type { Account } from '#boot/context.ts'
import type { ShellView } from '#design/index.ts'
import { href, splitPath } from '#platform/i18n/addresses.ts'
import { LOCALES, type Locale } from '#platform/prelude/index.ts'
import { frameWords } from './messages/index.ts'

const LANGUAGE_NAMES: Record<Locale, string> = { kk: 'Қазақша', ru: 'Русский', en: 'English' }
const LANGUAGE_CODES: Record<Locale, string> = { kk: 'ҚАЗ', ru: 'РУС', en: 'ENG' }

/** The frame around a page, in the words of its language. */
export function shellView(url: URL, account: Account | null): ShellView {
  const { locale, path } = splitPath(url.pathname)
  const t = frameWords(locale)
  const link = (to: string, label: string) => ({
    href: href(locale, to),
    label,
    current: to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`)
  })
  return {
    locale,
    home: href(locale, '/'),
    languages: LOCALES.map((code) => ({
      code,
      short: LANGUAGE_CODES[code],
      label: LANGUAGE_NAMES[code],
      href: href(code, path) + url.search,
      current: code === locale
    })),
    nav: [
      link('/actions', t('nav.actions')),
      link('/projects', t('nav.projects')),
      link('/verify', t('nav.verify')),
      link('/about', t('nav.about'))
    ],
    account: account && {
      name: account.name,
      unread: account.unread,
      links: [
        link('/me', t('account.me')),
        link('/me/passport', t('account.passport')),
        link('/me/sign-ups', t('account.sign-ups')),
        link('/check-in', t('account.check-in')),
        link('/me/notices', t('account.notices')),
        link('/me/profile', t('account.profile')),
        ...(account.desk ? [link('/desk', t('account.desk'))] : []),
        ...(account.office ? [link('/office', t('account.office'))] : [])
      ],
      signOut: { action: href(locale, '/sign-out'), label: t('sign-out') }
    },
    signIn: {
      href: `${href(locale, '/sign-in')}?to=${encodeURIComponent(path + url.search)}`,
      label: t('sign-in')
    },
    footer: [
      link('/about', t('footer.about')),
      link('/privacy', t('footer.privacy')),
      link('/log', t('footer.log')),
      link('/organisers/apply', t('footer.apply')),
      { href: '/api/openapi.json', label: t('footer.api') }
    ],
    skip: t('skip'),
    labels: {
      menu: t('menu'),
      nav: t('nav.label'),
      languages: t('languages'),
      unread: t('unread'),
      footer: t('footer.label')
    },
    imprint: t('imprint')
  }
}
