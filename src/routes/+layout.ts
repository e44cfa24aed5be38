// Pages are complete as HTML. The few that need a script (camera, passkeys) say so themselves.
export const csr = false
export const ssr = true
export const prerender = false
