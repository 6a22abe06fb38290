import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitIn } from './check-out.ts';

/** Makes a repository where there is none. What begins with `#!` can be run. Gives the commit. */
export async function commitFiles(
  repository: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  await gitIn(repository, ['init', '--quiet', '--initial-branch', 'main']);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, name)), { recursive: true });
    await writeFile(join(repository, name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  await gitIn(repository, ['add', '--all', '--force']);
  const author = ['-c', 'user.name=Olaf', '-c', 'user.email=olaf@example.org'];
  await gitIn(repository, [...author, 'commit', '--quiet', '--message', 'Change files']);
  return (await gitIn(repository, ['rev-parse', 'HEAD'])).trim();
}
