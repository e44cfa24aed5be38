import type { Answer } from './client.ts'

/** Something went otherwise than it must. */
export class Surprise extends Error {
  override name = 'Surprise'
}

export const surprise = (answer: Answer, what: string): Surprise =>
  new Surprise(`${what}, but ${answer.status} came: ${answer.body.toString().slice(0, 300)}`)

// oxlint-disable-next-line typescript/no-explicit-any
export function must(answer: Answer, status: number): any {
  if (answer.status !== status) throw surprise(answer, `${status} was expected`)
  return status === 204 ? null : answer.json()
}

export function must1<T>(list: readonly T[], otherwise: string): T {
  const [first] = list
  if (!first) throw new Surprise(otherwise)
  return first
}

export function expect(answer: Answer, status: number, code: string): void {
  const problem = answer.status === status ? answer.json() : null
  const codes = [problem?.code, ...(problem?.errors ?? []).map((error: { code: string }) => error.code)]
  if (!codes.includes(code)) throw surprise(answer, `${status} ${code} was expected`)
}
