import { pino, type DestinationStream, type Logger } from 'pino'

/** What an error may say of itself. The rest holds what was asked, the row that was refused, or whom a mail went to. */
const SAID = ['type', 'message', 'stack', 'code', 'table', 'column', 'constraint', 'routine'] as const

/** An IIN or a mail address, wherever it stands in a text. */
const PERSONAL = /\b\d{12}\b|[\w.+-]+@[\w-]+(\.[\w-]+)+/g

function errorInShort(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown
  const all = pino.stdSerializers.err(thrown)
  const said = SAID.map((name) => [name, all[name]] as const).filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(said.map(([name, value]) => [name, String(value).replace(PERSONAL, '…')]))
}

/** One line of JSON an event, to standard error, so that standard output stays for people. */
export const createLog = (
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: false })
): Logger =>
  pino(
    {
      level,
      base: null,
      serializers: { err: errorInShort },
      // Whatever a mistake puts into a log line, an IIN, a cookie or a token never reaches it.
      redact: {
        paths: ['iin', '*.iin', 'cookie', '*.cookie', 'token', '*.token', 'req.headers'],
        remove: true
      }
    },
    to
  )

export type { Logger }
