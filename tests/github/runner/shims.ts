import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder for the beginning of PATH: an npm that need not install what this repository has installed already. */
export async function installShims(root: string): Promise<string> {
  const folder = join(root, 'shims');
  const program = fileURLToPath(new URL('npm-shim.ts', import.meta.url));
  await mkdir(folder);
  const script = `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`;
  await writeFile(join(folder, 'npm'), script);
  await chmod(join(folder, 'npm'), 0o755);
  return folder;
}
