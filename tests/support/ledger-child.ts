import { openDatabase } from '#platform/database/database.ts'
import { folderStorage } from '#features/ledger/adapters/folder-storage.ts'
import type { StoredObject } from '#features/ledger/app/ports.ts'
import { lead } from '#features/ledger/app/lead.ts'
import { ledgerPorts } from './ledger.ts'

/*
 * A sequencer as a process of its own, for tests that kill it: at a named step on its n-th passing ("tiles-half" is
 * in the middle of writing tiles), or from outside.
 *
 *   node ledger-child.ts DATABASE FOLDER KEY STEP N
 */
const [url, folder, key, fatalStep, passing] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string
]
let left = Number(passing)

const dieAt = (step: string): void => {
  if (step === fatalStep && --left <= 0) process.kill(process.pid, 'SIGKILL')
}

await using database = openDatabase(url, () => {}, 3)
const files = folderStorage(folder)
const ports = ledgerPorts(
  {
    ...files,
    async put(objects: readonly StoredObject[]) {
      await files.put(objects.slice(0, objects.length / 2))
      dieAt('tiles-half')
      await files.put(objects)
    }
  },
  Buffer.from(key, 'hex'),
  { atStep: dieAt }
)
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
await lead(ports, { db: database.db, signal: stop.signal, warn: (error) => console.error(error) })
