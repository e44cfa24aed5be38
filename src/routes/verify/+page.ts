// The check runs in the reader's own browser, also without a network; the form works without a script.
export const csr = true
