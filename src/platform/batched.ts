/**
 * Joins calls into batches: those that came with one turn of the event loop go together, and those that come while
 * a batch is worked on wait for it. So an idle server answers as quickly as before, and a busy one asks its database
 * once for many. Answers are in the order of the inputs; a failure is the failure of its whole batch.
 */
export function batched<I, O>(
  work: (inputs: readonly I[]) => Promise<readonly O[]>,
  batchMax: number
): (input: I) => Promise<O> {
  interface Call {
    readonly input: I
    resolve(output: O): void
    reject(error: unknown): void
  }
  const waiting: Call[] = []
  let working = false

  async function workOn(): Promise<void> {
    working = true
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length) {
      const calls = waiting.splice(0, batchMax)
      try {
        const outputs = await work(calls.map(({ input }) => input))
        for (const [at, call] of calls.entries()) call.resolve(outputs[at]!)
      } catch (error) {
        for (const call of calls) call.reject(error)
      }
    }
    working = false
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject })
      if (!working) void workOn()
    })
}
