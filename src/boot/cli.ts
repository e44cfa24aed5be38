import { WitnessError } from '#features/ledger/adapters/witness-file.ts'
import { HomeInUseError } from '#platform/database/embedded.ts'
import { ConfigError, readConfig } from './config.ts'
import { doctor } from './doctor.ts'
import { openResources } from './resources.ts'
import { seed } from './seed.ts'
import { serve } from './serve.ts'

interface Subcommand {
  readonly about: string
  /** It reads options of its own and answers --help itself. */
  readonly options?: true
  run(say: (line: string) => void, args: string[]): Promise<void>
}

const COMMANDS: Record<string, Subcommand> = {
  start: {
    about: 'start the whole product and say its address',
    run: (say) => serve({ mode: 'built', say })
  },
  dev: { about: 'the same, reloading when a source changes', run: (say) => serve({ mode: 'dev', say }) },
  migrate: {
    about: 'bring the database up to date',
    async run(say) {
      await using _ = await openResources(readConfig(process.env), say)
      say('the database is up to date')
    }
  },
  seed: { about: 'fill an empty database with the demo world', run: seed },
  rebuild: {
    about: 'make the projections again from the facts',
    run: async (say) => (await import('./rebuild.ts')).rebuild(say)
  },
  // The log's programs load what they need themselves: a witness needs no product.
  audit: {
    about: 're-read the public log, recompute it, and compare it with the database (audit --help)',
    options: true,
    run: async (say, args) => (await import('./audit.ts')).runAudit(args, say)
  },
  fsck: {
    about: 'the same for this installation: tiles, leaves, records and checkpoints',
    options: true,
    run: async (say, args) => (await import('./audit.ts')).runAudit(['--database', ...args], say)
  },
  'rebuild-log': {
    about: 'make missing or broken tiles of the log again from the database',
    run: async (say) => (await import('./audit.ts')).runRebuildLog(say)
  },
  witness: {
    about: 'watch a log as a witness (witness --help)',
    options: true,
    run: async (say, args) => (await import('./witness.ts')).runWitness(args, say)
  },
  keys: {
    about: 'list, rotate, revoke and certify the keys under credentials (keys --help)',
    options: true,
    run: async (say, args) => (await import('./keys.ts')).runKeys(args, say)
  },
  erase: {
    about: 'destroy everything that is kept about a person (erase --help)',
    options: true,
    run: async (say, args) => (await import('./erase.ts')).runErase(args, say)
  },
  doctor: {
    about: 'say what is wrong with this installation, if anything',
    async run(say) {
      if (!(await doctor(say))) process.exitCode = 1
    }
  }
}

const HELP = `erikti: the national volunteer platform

  npm run erikti -- COMMAND

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join('\n')}

Settings: PORT HOST ERIKTI_HOME DATABASE_URL PUBLIC_URL SMTP_URL OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET
LOG_POLICY ERIKTI_TRUSTED_PROXIES
(docs/guide says what each does)`

const say = (line: string): void => console.log(line)

const [name = '', ...args] = process.argv.slice(2)
const chosen = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined

if (!chosen || (args.length && !chosen.options)) {
  say(HELP)
  process.exitCode = [name, ...args].some((word) => word === '--help' || word === '-h') ? 0 : 2
} else {
  try {
    await chosen.run(say, args)
  } catch (error) {
    // Mistakes of whoever starts us get one clear line; everything else is a bug and shows its trace.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const askedWrongly = code.startsWith('ERR_PARSE_ARGS') || error instanceof WitnessError
    if (error instanceof ConfigError || error instanceof HomeInUseError || askedWrongly)
      console.error(`erikti: ${(error as Error).message}`)
    else console.error(error)
    process.exitCode = askedWrongly ? 2 : 1
  }
}
