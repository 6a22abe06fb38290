import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
process.exitCode = hasSameLock(process.cwd()) ? 0 : 1;

/** Only a checkout of this very repository may have its modules, whatever versions a release gives its own packages. */
function hasSameLock(folder: string): boolean {
  try {
    return lockIn(folder) === lockIn(root);
  } catch {
    return false;
  }
}

function lockIn(folder: string): string {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as Lock;
  const packages = Object.entries(lock.packages).map(([path, content]) =>
    path.includes('node_modules/') ? [path, content] : [path, { ...content, version: '' }],
  );
  return JSON.stringify({ ...lock, version: '', packages });
}

interface Lock {
  readonly packages: Readonly<Record<string, object>>;
}
