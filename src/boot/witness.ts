import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { ed25519, nodeSha256 } from '#features/ledger/adapters/crypto.ts'
import { openWitnessFile, WitnessError } from '#features/ledger/adapters/witness-file.ts'
import { createWitnessServer } from '#features/ledger/adapters/witness-server.ts'
import { createWitness } from '#features/ledger/app/witness.ts'
import { formatVerifierKey, parseVerifierKey } from '#features/ledger/domain/note.ts'

/*
 * A witness of a log: its own program with its own key, for somebody who is not the owner of the log. Imports
 * nothing of the product but the log itself, so that it stays small.
 */

const HELP = `erikti witness: watch a log and sign that it only grows

  npm run erikti -- witness --log VKEY [--log VKEY ...] [--state FILE] [--name NAME] [--port N] [--host ADDRESS]

  --log VKEY    key of a log to watch, from its page /log or its address /log/policy
  --state FILE  the one file of this witness: key and last trees (witness.json); keep it, and keep it secret
  --name NAME   name of a new witness, such as witness.university.kz; later it is in the file
  --port N      where to listen (7380)
  --host ADDR   on which address (127.0.0.1)

The log's operator needs the line "key" that this prints, and the address under which it is reached.`

const PORT = 7380

/** Runs until SIGTERM or SIGINT, or until the parent that started it is gone. */
export async function runWitness(args: string[], say: (line: string) => void): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h' },
      log: { type: 'string', multiple: true },
      state: { type: 'string', default: 'witness.json' },
      name: { type: 'string' },
      port: { type: 'string', default: String(PORT) },
      host: { type: 'string', default: '127.0.0.1' }
    }
  })
  if (values.help) return say(HELP)
  const logs = (values.log ?? []).map((text) => {
    const key = parseVerifierKey(nodeSha256, text)
    if (!key) throw new WitnessError(`"${text}" is not the key of a log`)
    return key
  })
  if (!logs.length) throw new WitnessError('say which log to watch: --log VKEY (--help tells more)')
  const port = Number(values.port)
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    throw new WitnessError('--port must be a number up to 65535')

  const stop = new Promise<void>((resolve) => {
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(event, () => resolve())
  })
  using file = await openWitnessFile(values.state, values.name ?? null)
  const witness = createWitness({
    signer: file.signer,
    logs,
    memory: file.memory,
    crypto: { sha256: nodeSha256, verify: ed25519.verify },
    now: () => new Date()
  })
  const server = createWitnessServer(witness, (error) => console.error(error))
  server.listen(port, values.host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new WitnessError(`cannot listen on ${values.host}:${port}: ${error.code ?? error.message}`)
  })
  const at = (server.address() as AddressInfo).port
  say(`witness ${witness.key.name} listens on http://${values.host}:${at}`)
  say(`key ${formatVerifierKey(witness.key)}`)
  for (const { name } of logs) say(`watches ${name}`)
  process.send?.({ port: at })
  await stop
  server.closeAllConnections()
  server.close()
  // The channel to the parent would keep this process alive.
  if (process.connected) process.disconnect()
}

// Started by itself, as the demo world does: the command line of the whole product would cost three times the memory.
if (import.meta.main)
  await runWitness(process.argv.slice(2), process.send ? () => {} : console.log).catch((error: unknown) => {
    console.error(error instanceof WitnessError ? `witness: ${error.message}` : error)
    process.exitCode = 1
  })
