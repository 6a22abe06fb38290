import { createHash } from 'node:crypto';
import { chmod, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemFiles } from '../ports/files.ts';
import { foldersOf } from './entry-paths.ts';
import type { ManifestFile } from './manifest.ts';

/** Writes a new file, durable and read-only; gives the sha256 of what was written. */
export async function writeReadOnly(
  path: string,
  file: { content: AsyncIterable<Buffer> | Iterable<Buffer>; executable: boolean },
): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of file.content) {
      hash.update(piece);
      await handle.writeFile(piece);
    }
    await handle.chmod(file.executable ? 0o555 : 0o444);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** Makes the folders read-only, and all names in them durable. */
export async function sealFolders(into: string, files: readonly ManifestFile[]): Promise<void> {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  for (const folder of [...folders].map((path) => join(into, path)).concat(into)) {
    await chmod(folder, 0o555);
    await systemFiles.syncFolder(folder);
  }
  await systemFiles.syncFolder(dirname(into));
}
