import type pg from 'pg'
import { fromKysely, PgBoss, type Job, type JobResult } from 'pg-boss'
import type { Db } from '../database/database.ts'

/** One kind of work outside requests. Its data holds ids, never personal data. */
export interface JobKind<D extends object = object> {
  /** `context.what-it-does` */
  readonly name: string
  /**
   * Does one job. A throw tries it again later, so it must do nothing twice; `signal` says that the time for
   * it is over.
   */
  run(data: D, signal: AbortSignal): Promise<void>
  /** When it comes up by itself (cron in UTC, to the minute); at most one is queued and one is running. */
  readonly every?: string
}

export interface Jobs extends AsyncDisposable {
  /** Queues jobs of a kind in a transaction: they are there when it commits, and never otherwise. */
  send(db: Db, name: string, each: readonly object[]): Promise<void>
  /** Begins to work on these kinds; until then nothing can be sent. */
  start(kinds: readonly JobKind[]): Promise<void>
}

/** Tries after the first, half a minute at first and growing to hours. */
const RETRIES_MAX = 8
const RETRY_SECONDS = 30
const RETRY_SECONDS_MAX = 3 * 3600
const RUN_SECONDS_MAX = 120
const KEPT_DAYS_AFTER = 3
const DAY_SECONDS = 86_400
/** How long a stop waits for the jobs under way; those cut off are tried again. */
const DRAIN_MS_MAX = 10_000
const POLL_SECONDS = 2
/** Jobs of a kind that one process does at once. */
const TOGETHER_MAX = 20

type Warn = (error: unknown, message: string) => void

/**
 * The queue, on the connections of the process and in a schema of its own (`jobs`). Several processes may work
 * on one database: a job is given to one of them. While the database is away nothing is lost, and work goes on
 * when it is back.
 */
export function createJobs(pool: pg.Pool, warn: Warn): Jobs {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: 'jobs'
  })
  boss.on('error', (error) => warn(error, 'the job queue met an error'))
  return {
    async send(db, name, each) {
      const jobs = each.map((data) => ({ data }))
      await boss.insert(name, jobs, { db: fromKysely(db) })
    },
    async start(kinds) {
      await boss.start()
      for (const kind of kinds) await register(boss, kind, warn)
    },
    [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: DRAIN_MS_MAX })
  }
}

async function register(boss: PgBoss, kind: JobKind, warn: Warn): Promise<void> {
  const limits = {
    retryLimit: RETRIES_MAX,
    retryDelay: RETRY_SECONDS,
    retryBackoff: true,
    retryDelayMax: RETRY_SECONDS_MAX,
    expireInSeconds: RUN_SECONDS_MAX,
    deleteAfterSeconds: KEPT_DAYS_AFTER * DAY_SECONDS
  }
  await boss.createQueue(kind.name, { ...limits, policy: kind.every ? 'stately' : 'standard' })
  await boss.updateQueue(kind.name, limits)
  if (kind.every) await boss.schedule(kind.name, kind.every)
  await boss.work(
    kind.name,
    {
      pollingIntervalSeconds: POLL_SECONDS,
      batchSize: TOGETHER_MAX,
      burstWhenBatchFull: true,
      perJobResults: true
    },
    (jobs: Job<object>[]) => Promise.all(jobs.map((job) => settle(kind, job, warn)))
  )
}

/** One job of a batch: its own outcome, whatever becomes of the others. */
async function settle(kind: JobKind, job: Job<object>, warn: Warn): Promise<JobResult> {
  try {
    await kind.run(job.data ?? {}, job.signal)
    return { id: job.id, status: 'completed' }
  } catch (error) {
    warn(error, `the job ${kind.name} failed and is tried again`)
    return { id: job.id, status: 'failed', output: { message: String(error) } }
  }
}
