import { INVITATION_DAYS } from '#features/organisers/index.ts'
import { nameOf } from '#features/organisers/ui/organiser-view.ts'
import { submit } from '#platform/http/form.ts'
import { formatDate, formatInstant } from '#platform/i18n/format.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { locale } = locals
  const shown = await locals.must(locals.app.organisers.queries.staff, params)
  return {
    organiserId: shown.organiser.organiserId,
    name: nameOf(shown.organiser.name, locale),
    isOwner: shown.myRole === 'owner',
    mayInvite: shown.myRole === 'owner' && shown.organiser.state === 'active',
    people: shown.people.map((person) => ({
      ...person,
      since: formatDate(person.since, locale),
      isMe: person.personId === locals.actor.personId
    })),
    invitations: shown.invitations.map(({ invitationId, role, expiresAt, token }) => ({
      invitationId,
      role,
      until: formatInstant(expiresAt, locale),
      link: locals.app.config.publicUrl + locals.href(`/invite/${token}`)
    })),
    days: INVITATION_DAYS,
    key: locals.app.runtime.newId()
  }
}

/** The organiser of the page joins what the form says. */
const here =
  ({ organiserId }: { organiserId: string }) =>
  (values: Record<string, unknown>) => ({ ...values, organiserId })

const back = ({ params, locals }: RequestEvent) => locals.href(`/desk/${params.organiserId}/people`)

export const actions: Actions = {
  invite: (event) =>
    submit(event, event.locals.app.organisers.commands.invite, {
      input: here(event.params),
      then: back(event)
    }),
  cancel: (event) =>
    submit(event, event.locals.app.organisers.commands.cancelInvitation, {
      input: here(event.params),
      then: back(event)
    }),
  role: (event) =>
    submit(event, event.locals.app.organisers.commands.changeRole, {
      input: here(event.params),
      then: back(event)
    }),
  // Who takes themselves out has nothing more to see here.
  remove: (event) =>
    submit(event, event.locals.app.organisers.commands.removeStaff, {
      input: here(event.params),
      then: ({ personId }) =>
        personId === event.locals.actor.personId ? event.locals.href('/desk') : back(event)
    })
}
