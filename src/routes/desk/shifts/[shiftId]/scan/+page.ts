// The camera answers to a script; the field beside it works without one.
export const csr = true
