import { pino, type DestinationStream, type Logger } from 'pino'

/** One line of JSON an event, to standard error, so that standard output stays for people. */
export const createLog = (
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: false })
): Logger =>
  pino(
    {
      level,
      base: null,
      // Whatever a mistake puts into a log line, an IIN, a cookie or a token never reaches it.
      redact: {
        paths: ['iin', '*.iin', 'cookie', '*.cookie', 'token', '*.token', 'req.headers'],
        remove: true
      }
    },
    to
  )

export type { Logger }
