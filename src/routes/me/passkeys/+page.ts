// A passkey answers to a script only.
export const csr = true
