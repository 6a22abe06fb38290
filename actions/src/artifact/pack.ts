import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { create } from 'tar';
import { MANIFEST_FILE } from './layout.ts';

export interface ArtifactFile {
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

export function plainFile(path: string, content: Uint8Array | string): ArtifactFile {
  return { path, content: Buffer.from(content), executable: false };
}

/**
 * A gzipped tar of the files, which it first writes into the folder `staging`: the manifest first, then the others
 * by name, without times, owners or umask. The same files give the same bytes on one version of Node.js.
 */
export async function packFiles(files: readonly ArtifactFile[], staging: string): Promise<Buffer> {
  await writeFiles(files, staging);
  const names = files.map(({ path }) => path).filter((path) => path !== MANIFEST_FILE);
  // `portable` leaves owners and times out, and the operating system out of the gzip header.
  const archive = create(
    { cwd: staging, gzip: { level: 9 }, portable: true, noMtime: true, noDirRecurse: true, strict: true },
    [MANIFEST_FILE, ...names.sort()],
  );
  return buffer(archive);
}

export async function writeFiles(files: readonly ArtifactFile[], folder: string): Promise<void> {
  for (const { path, content, executable } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    // The umask must not decide the mode.
    await chmod(target, executable ? 0o755 : 0o644);
  }
}
