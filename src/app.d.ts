import type { z } from 'zod'
import type { App as EriktiApp } from '#boot/context.ts'
import type { Explain } from '#platform/http/problem.ts'
import type { Locale, Result } from '#platform/prelude/index.ts'
import type { Actor, Command, PerformOptions, Query } from '#platform/use-case.ts'

declare global {
  namespace App {
    interface Locals {
      app: EriktiApp
      actor: Actor
      locale: Locale
      /** The address of a path in this page's language. */
      href(path: string): string
      explain: Explain
      /** Performs a use case as the person who sent the request. */
      perform<P extends z.ZodType, O>(
        useCase: Query<P, O> | Command<P, O>,
        input: unknown,
        options?: PerformOptions
      ): Promise<Result<O>>
      /** The same for a page that cannot be shown without the answer: a failure becomes the error page. */
      must<P extends z.ZodType, O>(useCase: Query<P, O>, input: unknown): Promise<O>
    }
    interface Error {
      message: string
      code?: string
      /** The form that met the failure, so that the error page can offer it once more. */
      sent?: { action: string; fields: [name: string, value: string][] }
    }
  }
}
