/*
 * What people choose from to describe themselves, and organisers to say whom they need. One word for one thing:
 * codes are kept, their names are messages `language.<code>`, `skill.<code>`, `availability.<code>`.
 */

/** Languages spoken, with Kazakh sign language among them. */
export const LANGUAGES = ['kk', 'ru', 'en', 'uz', 'ug', 'tr', 'zh', 'de', 'ar', 'ko', 'ksl'] as const
export type Language = (typeof LANGUAGES)[number]

export const SKILLS = [
  'first-aid',
  'medicine',
  'psychology',
  'teaching',
  'childcare',
  'elder-care',
  'driving',
  'cooking',
  'construction',
  'gardening',
  'event',
  'sport',
  'photo-video',
  'design',
  'it',
  'translation',
  'legal',
  'search'
] as const
export type Skill = (typeof SKILLS)[number]

export const AVAILABILITIES = [
  'weekday-days',
  'weekday-evenings',
  'weekends',
  'holidays',
  'any-time'
] as const
export type Availability = (typeof AVAILABILITIES)[number]
