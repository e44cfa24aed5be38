/** What notices are about; a person chooses mail by group. The order is the order of the choices page. */
export const NOTICE_GROUPS = ['sign-ups', 'hours', 'passport', 'organiser', 'account'] as const
export type NoticeGroup = (typeof NOTICE_GROUPS)[number]

/** The inbox takes everything; this says which groups also come by mail until the person chooses. */
export const BY_MAIL_AT_FIRST: Readonly<Record<NoticeGroup, boolean>> = {
  'sign-ups': true,
  hours: true,
  passport: true,
  organiser: true,
  account: true
}

export type Choices = Readonly<Record<NoticeGroup, boolean>>

/** The choices in force: what was chosen, and the first ones for the rest. */
export const choicesOf = (chosen: Partial<Choices>): Choices => ({ ...BY_MAIL_AT_FIRST, ...chosen })
