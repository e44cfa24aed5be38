export * from './policy.ts'
export * from './result.ts'
export * from './text.ts'
export * from './time.ts'
