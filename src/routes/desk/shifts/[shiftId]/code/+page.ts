// The code changes while it is shown; without a script the page loads itself again instead.
export const csr = true
