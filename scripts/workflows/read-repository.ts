import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPolicy } from '../../actions/src/policy/load.ts';
import type { Repository } from './rule.ts';
import { readWorkflowFile } from './workflow-file.ts';

/** Every workflow, every `action.yml`, and the policy. */
export async function readRepository(root: string): Promise<Repository> {
  const workflows = await list(root, '.github/workflows');
  const composite = await list(root, '.github/actions');
  const actions = await list(root, 'actions');
  const paths = [
    ...workflows.filter((path) => /\.ya?ml$/.test(path)),
    ...[...composite, ...actions].filter((path) => path.endsWith('/action.yml')),
  ];
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  const policy = await loadPolicy(join(root, '.github/tidegate.yml'));
  return { files: paths.map((path, index) => readWorkflowFile(path, texts[index] ?? '')), policy };
}

/** Files of the folder and of the folders in it, no deeper, by name. */
async function list(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && !['src', 'dist'].includes(entry.name))
      .map(async ({ name }) =>
        (await readdir(join(root, folder, name))).map((file) => `${folder}/${name}/${file}`),
      ),
  );
  const here = entries.filter((entry) => entry.isFile()).map(({ name }) => `${folder}/${name}`);
  return [...here, ...nested.flat()].toSorted();
}
