import ipaddr from 'ipaddr.js'

type Address = ReturnType<typeof ipaddr.process>

/** Addresses that begin alike: `10.0.0.0/8`. */
export type AddressRange = ReturnType<typeof ipaddr.parseCIDR>

/** Bits of an IPv6 address that name a subscriber, who may take any address behind them as often as he likes. */
const SUBSCRIBER_BITS = 64
const PART_BITS = 16

/** Reads `10.0.0.0/8`, `2001:db8::/32`, or one address; null for anything else, and for a range of all there are. */
export function readRange(text: string): AddressRange | null {
  const cidr = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr) && !ipaddr.IPv6.isValidCIDR(cidr)) return null
  const range = ipaddr.parseCIDR(cidr)
  // One IPv4 address has to be written in one way: as IPv4.
  const [start, bits] = range
  return bits === 0 || (start instanceof ipaddr.IPv6 && start.isIPv4MappedAddress()) ? null : range
}

/**
 * Who sent a request that came to us from `socketAddress`. A proxy adds the address that it was asked from at the end
 * of X-Forwarded-For; so the list is believed from its end, and only as far as those who wrote it are trusted.
 */
export function callerAddress(
  socketAddress: string,
  forwardedFor: string | string[] | undefined,
  trusted: readonly AddressRange[]
): string {
  let caller = readAddress(socketAddress)
  if (!caller) return socketAddress
  const entries = String(forwardedFor ?? '').split(',')
  for (const entry of entries.reverse()) {
    if (ipaddr.subnetMatch(caller, { trusted: [...trusted] }, 'stranger') === 'stranger') break
    const before = readAddress(entry.trim())
    if (!before) break
    caller = before
  }
  return caller.toString()
}

/** What a limit for strangers counts by: an IPv4 address, or the network of one subscriber with IPv6. */
export function subscriberOf(address: string): string {
  const read = readAddress(address)
  if (!(read instanceof ipaddr.IPv6)) return address
  const parts = read.parts.slice(0, SUBSCRIBER_BITS / PART_BITS)
  return `${parts.map((part) => part.toString(16)).join(':')}::/${SUBSCRIBER_BITS}`
}

/** IPv4 in the clothes of IPv6 (`::ffff:192.0.2.1`) is IPv4. */
function readAddress(text: string): Address | null {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : null
}
