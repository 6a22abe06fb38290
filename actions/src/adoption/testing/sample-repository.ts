import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { git } from '../../prove/plants/coverage-threshold/sample.ts';

/** A repository with these files, all of them committed. */
export async function sampleRepository(
  root: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  await git(root, 'init', '--quiet', '-b', 'main');
  await git(root, 'add', '-A');
  await git(root, 'commit', '--quiet', '-m', 'Begin');
  return root;
}
