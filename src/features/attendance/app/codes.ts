import { shiftCodeMessage, truncate } from '../domain/code.ts'
import { personalMessage, type MacOf } from '../domain/personal-code.ts'
import type { Ports } from './ports.ts'

type Keys = Pick<Ports, 'keystore'>

/** The six digits of a shift in a window. */
export const shiftCode = ({ keystore }: Keys, shiftId: string, window: number): string =>
  truncate(keystore.mac('shift-code', shiftCodeMessage(shiftId, window)))

export const personalMac =
  ({ keystore }: Keys): MacOf =>
  (message) =>
    keystore.mac('personal-code', message)

/** The six digits of a person in a window, to be said aloud where no camera reads the QR. */
export const personalDigits = ({ keystore }: Keys, personId: string, window: number): string =>
  truncate(keystore.mac('personal-code', personalMessage(personId, window)))

/** Digits of a walk-up number: enough that a wrong digit almost never names another shift. */
export const WALK_UP_DIGITS = 8

/** The number that a shift is given at an attempt; the next attempt is for a number already taken. */
export const walkUpNumber = ({ keystore }: Keys, shiftId: string, attempt: number): string =>
  truncate(keystore.mac('shift-code', `number ${shiftId} ${attempt}`), WALK_UP_DIGITS)
