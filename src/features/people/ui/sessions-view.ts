import { formatInstant } from '#platform/i18n/format.ts'
import type { Locale } from '#platform/prelude/index.ts'
import type { MySession } from '../index.ts'
import { peopleWords } from '../messages/index.ts'
import { deviceName } from './device.ts'

export function sessionsView(sessions: readonly MySession[], locale: Locale) {
  const t = peopleWords(locale)
  return sessions.map((session) => {
    const device = deviceName(session.device, locale)
    const method = session.method === 'passkey' ? 'passkey' : 'identity-provider'
    return {
      sessionId: session.sessionId,
      device,
      current: session.current,
      how: t(`sessions.method.${method}`),
      started: t('sessions.started', { date: formatInstant(session.createdAt, locale) }),
      seen: t('sessions.seen', { date: formatInstant(session.seenAt, locale) }),
      end: t('sessions.end-which', { device })
    }
  })
}
