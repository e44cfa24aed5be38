import { lstat, mkdir } from 'node:fs/promises'

/**
 * Makes a folder that nobody else can enter, in one where everybody may make some. One that is there already has to be
 * like that: whoever laid it there for us could put a database of their own in the place of ours.
 */
export async function ownFolder(path: string, uid = process.getuid?.()): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const found = await lstat(path)
  if (!found.isDirectory() || found.uid !== uid || found.mode & 0o077)
    throw new Error(`the folder ${path} is open to others or belongs to them; remove it and start again`)
}
