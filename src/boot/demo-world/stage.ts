import { AsyncLocalStorage } from 'node:async_hooks'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { perform, type Actor, type Command, type Query, type Runtime } from '#platform/use-case.ts'
import type { Locale } from '#platform/prelude/index.ts'
import { createApp, type App, type Resources } from '../context.ts'

/** Work under way at once: the database commits several together. */
const TOGETHER_MAX = 8

/** One thing after another that a few people did, each at its own time. */
export interface Story {
  /** When it begins; stories are told in this order. */
  readonly at: Date
  tell(): Promise<void>
}

/**
 * Lets people do things in the past: every use case is the real one, and believes the clock of the deed. Stories
 * that do not depend on one another run side by side.
 */
export interface Stage {
  readonly app: App
  /** Performs a use case as a person (or as nobody) at an instant; a refusal is a mistake of the demo world. */
  act<P extends z.ZodType, O>(
    who: string | null,
    at: Date,
    useCase: Query<P, O> | Command<P, O>,
    input: unknown,
    locale?: Locale
  ): Promise<O>
  /** Tells stories, the earlier first; says how many are told. */
  tell(stories: readonly Story[], progress: (told: number) => void): Promise<void>
}

export function openStage(resources: Resources): Stage {
  const clock = new AsyncLocalStorage<Date>()
  const now = (): Date => clock.getStore() ?? resources.now?.() ?? new Date()
  const app = createApp({ ...resources, now })
  let seq = 0
  const runtime: Runtime = {
    ...app.runtime,
    // Ids carry the time of the deed, so that lists in the order of ids are in the order of time.
    newId: () => uuidv7({ msecs: now().getTime(), seq: (seq += 1) }),
    // Nobody is in a hurry here who would have to be slowed down.
    limiter: { take: () => null, peek: () => null }
  }
  return {
    app,
    async act(who, at, useCase, input, locale = 'kk') {
      const actor: Actor = {
        personId: who,
        sessionId: who ? runtime.newId() : null,
        address: '127.0.0.1',
        locale
      }
      const result = await clock.run(at, () => perform(runtime, actor, useCase, input))
      if (result.ok) return result.value
      const { code, field } = result.error
      throw new Error(`the demo world: ${useCase.name} was refused: ${code}${field ? ` (${field})` : ''}`)
    },
    async tell(stories, progress) {
      const queue = stories.toSorted((a, b) => a.at.getTime() - b.at.getTime())
      let [next, told] = [0, 0]
      const teller = async (): Promise<void> => {
        for (let story = queue[next++]; story; story = queue[next++]) {
          await story.tell()
          progress((told += 1))
        }
      }
      await Promise.all(Array.from({ length: TOGETHER_MAX }, teller))
    }
  }
}
