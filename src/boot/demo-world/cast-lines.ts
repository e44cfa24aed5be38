import { CAST, type Part } from './data.ts'

const ROLES: Readonly<Record<Part, string>> = {
  volunteer: 'volunteer with half a year of history',
  newcomer: 'newcomer, has not agreed to anything yet',
  minor: 'volunteer of fifteen',
  guardian: 'her guardian',
  coordinator: 'coordinator of a help line in Astana',
  owner: 'owner of the same organiser',
  'office-region': 'front office of Astana; two applications wait',
  'office-national': 'national front office'
}

/** Whom a newcomer can sign in as. */
export const castLines = (): string[] =>
  CAST.map(({ part, givenName, familyName }) => `${`${givenName} ${familyName}`.padEnd(20)} ${ROLES[part]}`)
