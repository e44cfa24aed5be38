import { formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { PASSKEYS_MAX, type MyPasskey } from '../index.ts'
import { peopleWords } from '../messages/index.ts'

/** Words and facts of the page of passkeys: it has a script, so that no catalogue may go with it. */
export function passkeysView(passkeys: readonly MyPasskey[], locale: Locale) {
  const t = peopleWords(locale)
  return {
    title: t('passkeys.title'),
    lead: t('passkeys.lead'),
    mine: t('passkeys.mine'),
    emptyTitle: t('passkeys.empty.title'),
    emptyText: t('passkeys.empty.text'),
    name: t('passkeys.name'),
    nameHint: t('passkeys.name-hint'),
    rename: t('passkeys.rename'),
    remove: t('passkeys.remove'),
    addTitle: t('passkeys.add.title'),
    addButton: t('passkeys.add.button'),
    limit: t('passkeys.limit', { max: PASSKEYS_MAX }),
    script: passkeyScriptWords(locale),
    passkeys: passkeys.map(({ credentialId, name, createdAt, usedAt }) => ({
      credentialId,
      name,
      added: t('passkeys.added', { date: formatInstant(createdAt, locale) }),
      used: usedAt ? t('passkeys.used', { date: formatInstant(usedAt, locale) }) : t('passkeys.never-used')
    }))
  }
}

/** What the script of either page may have to say. */
export function passkeyScriptWords(locale: Locale) {
  const t = peopleWords(locale)
  return {
    noScript: t('passkey.no-script'),
    noSupport: t('passkey.no-support'),
    cancelled: t('passkey.cancelled'),
    knownHere: t('passkey.known-here'),
    waiting: t('passkey.waiting')
  }
}

export type PasskeyScriptWords = ReturnType<typeof passkeyScriptWords>

export function passkeySignInView(locale: Locale) {
  const t = peopleWords(locale)
  return {
    title: t('sign-in-passkey.title'),
    lead: t('sign-in-passkey.lead'),
    button: t('sign-in-passkey.button'),
    other: t('sign-in-passkey.other'),
    script: passkeyScriptWords(locale)
  }
}
