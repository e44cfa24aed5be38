/** True when a device says a time too far from ours to be believed. */
export const clockIsOff = (deviceAt: Date | null, serverAt: Date, toleranceSeconds: number): boolean =>
  deviceAt !== null && Math.abs(serverAt.getTime() - deviceAt.getTime()) > toleranceSeconds * 1000

/**
 * The instant that counts for minutes: the device's when it agrees with ours (a request may have waited for a
 * network), never later than ours, else ours.
 */
export function countedInstant(deviceAt: Date | null, serverAt: Date, toleranceSeconds: number): Date {
  if (!deviceAt || clockIsOff(deviceAt, serverAt, toleranceSeconds)) return serverAt
  return deviceAt < serverAt ? deviceAt : serverAt
}
