import { organisersWords, type Organisers } from '#features/organisers/index.ts'
import { regionName } from '#features/programmes/index.ts'
import type { Db } from '#platform/database/database.ts'
import { pickText, type Locale } from '#platform/prelude/index.ts'

/** Where people have a role, in words: so that a choice of people at the local identity provider can be made by role. */
export async function roleHints(
  organisers: Pick<Organisers, 'ofPerson' | 'briefs' | 'frontOfficeRegions'>,
  db: Db,
  personIds: readonly string[],
  locale: Locale
): Promise<Map<string, string>> {
  const t = organisersWords(locale)
  const hints = new Map<string, string>()
  for (const personId of personIds) {
    const memberships = await organisers.ofPerson(db, personId)
    const briefs = await organisers.briefs(
      db,
      memberships.map(({ organiserId }) => organiserId)
    )
    const parts = memberships.map(({ organiserId, role }) =>
      [t(`role.${role}`), pickText(briefs.get(organiserId)?.name ?? {}, locale).text].join(': ')
    )
    const regions = await organisers.frontOfficeRegions(db, personId)
    if (regions === 'all') parts.push(t('by.front-office'))
    else if (regions.length)
      parts.push(`${t('by.front-office')}: ${regions.map((code) => regionName(code, locale)).join(', ')}`)
    if (parts.length) hints.set(personId, parts.join('; '))
  }
  return hints
}
