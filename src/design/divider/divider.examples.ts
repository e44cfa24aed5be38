/** It has no props. */
export const examples: Record<string, Record<string, never>> = { plain: {} }
