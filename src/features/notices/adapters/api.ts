import { z } from 'zod'
import { endpoint, pageOut, type Endpoint } from '#platform/http/endpoint.ts'
import { NOTICE_GROUPS, type Choices } from '../domain/group.ts'
import type { Notices } from '../index.ts'

const noticeOut = z.object({
  noticeId: z.uuid(),
  at: z.iso.datetime(),
  group: z.enum(NOTICE_GROUPS),
  kind: z.string(),
  title: z.string(),
  text: z.string(),
  path: z.string(),
  readAt: z.iso.datetime().nullable()
})

const choicesOut = z.object({ byMail: z.array(z.enum(NOTICE_GROUPS)) })

const presentChoices = (choices: Choices) => ({ byMail: NOTICE_GROUPS.filter((group) => choices[group]) })

export const noticesApi = ({ queries, commands }: Notices): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/me/notices',
    summary: 'List my notices, unread first',
    tag: 'notices',
    useCase: queries.myNotices,
    output: pageOut(noticeOut),
    present: ({ items, next }) => ({
      items: items.map(({ noticeId, at, group, kind, title, text, path, readAt }) => ({
        noticeId,
        at: at.toISOString(),
        group,
        kind,
        title,
        text,
        path,
        readAt: readAt?.toISOString() ?? null
      })),
      next
    })
  }),
  endpoint({
    method: 'post',
    path: '/me/notices/read',
    summary: 'Mark all my notices as read',
    tag: 'notices',
    useCase: commands.markAllRead,
    output: z.object({ count: z.int() }),
    present: ({ count }) => ({ count })
  }),
  endpoint({
    method: 'post',
    path: '/me/notices/{noticeId}/read',
    summary: 'Mark a notice as read',
    tag: 'notices',
    useCase: commands.markRead,
    output: z.object({ path: z.string() }),
    present: ({ path }) => ({ path })
  }),
  endpoint({
    method: 'get',
    path: '/me/notices/choices',
    summary: 'Show which groups of notices I also receive by mail',
    tag: 'notices',
    useCase: queries.myChoices,
    output: choicesOut,
    present: presentChoices
  }),
  endpoint({
    method: 'put',
    path: '/me/notices/choices',
    summary: 'Choose which groups of notices I also receive by mail',
    tag: 'notices',
    useCase: commands.chooseMail,
    output: choicesOut,
    present: presentChoices
  })
]
