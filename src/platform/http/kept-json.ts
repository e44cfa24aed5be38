/** A part of an answer that is kept as the bytes of its JSON already. */
class KeptJson {
  readonly bytes: Buffer
  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
  toJSON(): unknown {
    return JSON.parse(this.bytes.toString())
  }
}

/** Stands in an answer for the value that the bytes say: they go out as they are, neither read nor written again. */
export const keptJson = <T>(bytes: Buffer): T => new KeptJson(bytes) as T

/** The JSON of an answer. Kept JSON among its fields is put in as it stands. */
export function jsonOf(answer: object): string | Buffer<ArrayBuffer> {
  const kept = Object.entries(answer).filter(([, value]) => value instanceof KeptJson)
  if (!kept.length) return JSON.stringify(answer)
  const others = JSON.stringify({ ...answer, ...Object.fromEntries(kept.map(([name]) => [name, undefined])) })
  const parts: Buffer[] = [Buffer.from(others.slice(0, -1))]
  for (const [name, { bytes }] of kept as [string, KeptJson][]) {
    const comma = parts.length > 1 || others.length > 2 ? ',' : ''
    parts.push(Buffer.from(`${comma}${JSON.stringify(name)}:`), bytes)
  }
  return Buffer.concat([...parts, Buffer.from('}')])
}
