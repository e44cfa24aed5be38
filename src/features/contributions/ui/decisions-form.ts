/** What the confirmation form sends: who was chosen, what was typed at each, and which button was pressed. */
interface Typed {
  readonly minutes?: string
  readonly reason?: string
  readonly takeProposedEnd?: string
}

/** From the form of all rows to decisions about the chosen ones. */
export function decisionsOf(values: Record<string, unknown>) {
  const { decision, reasonForAll } = values
  const typed = (values.decisions ?? {}) as Record<string, Typed>
  const chosen = Array.isArray(values.chosen) ? (values.chosen as string[]) : []
  return Object.fromEntries(
    chosen.map((personId) => {
      const { minutes, takeProposedEnd, ...own } = typed[personId] ?? {}
      const reason = own.reason || reasonForAll
      return [
        personId,
        decision === 'reject'
          ? { decision, reason }
          : {
              decision,
              reason,
              takeProposedEnd: takeProposedEnd === 'on',
              ...(minutes ? { minutes } : {})
            }
      ]
    })
  )
}
