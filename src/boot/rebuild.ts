import { readConfig } from './config.ts'
import { createApp } from './context.ts'
import { openResources } from './resources.ts'

/** Makes every projection again from the append-only facts. In one transaction: readers see the old until the new is whole. */
export async function rebuild(say: (line: string) => void): Promise<void> {
  await using resources = await openResources(readConfig(process.env), say)
  const count = await createApp(resources).contributions.rebuild(resources.db)
  say(`contributions: ${count} made again from their versions`)
}
