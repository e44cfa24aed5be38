/** Scripts of pages that are whole without SvelteKit's own: vite.config.ts builds each, `scriptOf` says where it is. */
export const SCRIPTS = {
  scan: 'src/routes/desk/shifts/[shiftId]/scan/script.ts',
  verify: 'src/routes/verify/script.ts'
} as const
