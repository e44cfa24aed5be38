import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TileConflictError, type StoredObject, type TileStorage } from '../app/ports.ts'

/** Files written at once: what the four threads of Node's pool keep busy. */
const WRITERS = 8

/**
 * Tiles as files. A file appears under its name only when its content is on disk (a hard link to a synced temporary
 * file, which fails if the name is taken), so that no kill and no power cut leaves half a tile behind.
 */
export function folderStorage(root: string): TileStorage {
  const temporary = join(root, 'unfinished')
  /** Folders that are there, with their names on the disk. */
  const known = new Set<string>()

  return {
    async put(objects) {
      try {
        await putAll(objects)
      } catch (error) {
        // Whatever became of the folders: the next try makes and syncs them anew.
        known.clear()
        throw error
      }
    },

    get: (path) => readIfThere(join(root, path)),

    remove: (path) => rm(join(root, path), { force: true }),

    async dropPartials(paths) {
      for (const folder of paths.map((path) => join(root, `${path}.p`))) {
        known.delete(folder)
        await rm(folder, { recursive: true, force: true })
      }
    }
  }

  async function putAll(objects: readonly StoredObject[]): Promise<void> {
    const folders = new Set(objects.map(({ path }) => dirname(join(root, path))))
    const unknown = new Set([...folders].flatMap(unknownFrom))
    for (const folder of unknown) await mkdir(folder, { recursive: true })
    // What a killed writer left is of no use. Only the one sequencer writes, so this is nobody else's.
    if (!known.has(temporary)) {
      await rm(temporary, { recursive: true, force: true })
      await mkdir(temporary)
    }
    const waiting = objects.values()
    const writers = Array.from({ length: WRITERS }, async () => {
      for (const object of waiting) await putOne(object)
    })
    await Promise.all(writers)
    await Promise.all([...folders.union(new Set([...unknown].map(dirname)))].map(syncFolder))
    for (const folder of [...unknown, temporary]) known.add(folder)
  }

  /** Folders up to the root whose names may not be on the disk yet: one may be there, and whoever made it killed. */
  function unknownFrom(folder: string): string[] {
    const above = folder.length > root.length ? unknownFrom(dirname(folder)) : []
    return known.has(folder) ? [] : [...above, folder]
  }

  async function putOne({ path, bytes }: StoredObject): Promise<void> {
    const target = join(root, path)
    const there = await readIfThere(target)
    if (there) return compare(path, there, bytes)
    const draft = join(temporary, randomUUID())
    try {
      await writeSynced(draft, bytes)
      await link(draft, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      compare(path, (await readIfThere(target))!, bytes)
    } finally {
      await rm(draft, { force: true })
    }
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function compare(path: string, there: Uint8Array, bytes: Uint8Array): void {
  if (Buffer.compare(there, bytes) !== 0) throw new TileConflictError(path)
}

const readIfThere = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
