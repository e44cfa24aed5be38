import { parseArgs } from 'node:util'
import { HomeInUseError } from '#platform/database/embedded.ts'
import { ConfigError, readConfig } from './config.ts'
import { doctor } from './doctor.ts'
import { openResources } from './resources.ts'
import { seed } from './seed.ts'
import { serve } from './serve.ts'

interface Subcommand {
  readonly about: string
  run(say: (line: string) => void): Promise<void>
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
  .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
  .join('\n')}

Settings: PORT HOST ERIKTI_HOME DATABASE_URL PUBLIC_URL SMTP_URL OIDC_ISSUER OIDC_CLIENT_ID OIDC_CLIENT_SECRET
(docs/guide says what each does)`

const say = (line: string): void => console.log(line)

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } }
})
const chosen = COMMANDS[positionals[0] ?? '']

if (values.help || !chosen) {
  say(HELP)
  process.exitCode = values.help ? 0 : 2
} else {
  try {
    await chosen.run(say)
  } catch (error) {
    // Mistakes of whoever starts us get one clear line; everything else is a bug and shows its trace.
    if (error instanceof ConfigError || error instanceof HomeInUseError)
      console.error(`erikti: ${error.message}`)
    else console.error(error)
    process.exitCode = 1
  }
}
