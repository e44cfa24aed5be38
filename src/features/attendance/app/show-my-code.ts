import { z } from 'zod'
import { LIMITS } from '#platform/limiter.ts'
import { ok } from '#platform/prelude/index.ts'
import { query } from '#platform/use-case.ts'
import { windowAt, windowEnd } from '../domain/code.ts'
import { personalToken } from '../domain/personal-code.ts'
import { personalDigits, personalMac } from './codes.ts'
import type { Ports } from './ports.ts'

export interface MyCode {
  /** What the QR says. */
  readonly token: string
  /** The same in six digits, for a coordinator without a camera. */
  readonly digits: string
  /** When the next one comes; this one holds 30 seconds longer. */
  readonly endsAt: Date
}

/** The actor's own code of this moment, for a coordinator to scan. */
export const showMyCode = (ports: Pick<Ports, 'keystore'>) =>
  query({
    name: 'attendance.show-my-code',
    access: 'signed-in',
    limit: LIMITS.read,
    input: z.object({}),
    async run({ personId, now }) {
      const window = windowAt(now)
      return ok<MyCode>({
        token: personalToken(personId, window, personalMac(ports)),
        digits: personalDigits(ports, personId, window),
        endsAt: windowEnd(window)
      })
    }
  })
