import { attendanceWords } from '#features/attendance/index.ts'
import { rotation } from '#features/attendance/ui/rotation.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals }) => {
  const { token, digits, endsAt } = await locals.must(locals.app.attendance.queries.myCode, {})
  const t = attendanceWords(locals.locale)
  return {
    first: { token, digits, endsAt: endsAt.toISOString() },
    rotation: rotation(endsAt, locals.app.runtime.now(), locals.locale),
    here: locals.href('/me/code'),
    words: {
      title: t('myCode.title'),
      lead: t('myCode.lead'),
      qr: t('myCode.qr'),
      digits: t('myCode.digits'),
      rule: t('myCode.rule')
    }
  }
}
