import { residentBytes, type Figure, type Row } from '../bench.ts'

const MB = 1e6
const IDLE_MB_MAX = 150
const LOADED_MB_MAX = 300

const figure = (name: string, bytes: number, max: number, note: string): Figure => ({
  name,
  unit: 'MB',
  median: bytes / MB,
  p95: bytes / MB,
  ratio: bytes / MB / max,
  target: `at most ${max} MB`,
  met: bytes / MB <= max,
  note
})

/** Stands last: the most that the server ever held is known when everything else is over. */
export const memory: Row = {
  name: 'memory',
  async run({ serverPid, idleBytes }) {
    return [
      figure(
        'server memory, idle',
        idleBytes,
        IDLE_MB_MAX,
        'resident, a little after the start, without PostgreSQL'
      ),
      figure(
        'server memory, most',
        await residentBytes(serverPid, 'VmHWM'),
        LOADED_MB_MAX,
        'resident, over all of the above'
      )
    ]
  }
}
