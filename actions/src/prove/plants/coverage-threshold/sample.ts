import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Arranged, Plant } from '../../plant.ts';

export type Files = Readonly<Record<string, string>>;

/** Without the user's own settings: whoever signs commits, or has hooks, has none here. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'plant',
  GIT_AUTHOR_EMAIL: 'plant@tidegate.test',
  GIT_COMMITTER_NAME: 'plant',
  GIT_COMMITTER_EMAIL: 'plant@tidegate.test',
};

export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa('git', args, { cwd: folder, env: GIT });
  return stdout;
}

export async function write(folder: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Writes the files and commits all; gives the commit. */
export async function commit(folder: string, files: Files): Promise<string> {
  await write(folder, files);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'change');
  return git(folder, 'rev-parse', 'HEAD');
}

/** A repository whose branch `main` has the files, and whose branch `change`, where it is then, has nothing more yet. */
export async function repository(folder: string, files: Files): Promise<string> {
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  const first = await commit(folder, { '.gitignore': 'coverage/\nbase/\n', ...files });
  await git(folder, 'switch', '--quiet', '--create', 'change');
  return first;
}

/** A source of so many statements, one a line. */
export function source(lines: number, name = 'step'): string {
  return `${Array.from({ length: lines }, (_, index) => `${name}(${index + 1});`).join('\n')}\n`;
}

/** An lcov report: by path the count of each line from the first on; `null` for a line that is not counted. */
export function lcov(files: Readonly<Record<string, readonly (number | null)[]>>): string {
  return Object.entries(files)
    .map(([path, counts]) => {
      const lines = counts.flatMap((count, index) => (count === null ? [] : [`DA:${index + 1},${count}`]));
      const hit = counts.filter((count) => count !== null && count > 0).length;
      return [`TN:`, `SF:${path}`, ...lines, `LF:${lines.length}`, `LH:${hit}`, 'end_of_record', ''].join(
        '\n',
      );
    })
    .join('');
}

/** So many lines that are covered, and then so many that are not. */
export function counts(covered: number, uncovered = 0): number[] {
  return [...Array<number>(covered).fill(1), ...Array<number>(uncovered).fill(0)];
}

export const REPORT = 'coverage/lcov.info';

type Inputs = Readonly<Record<string, string>>;

/** A plant for the action, with its report at the usual place. */
export function plant(
  facts: Omit<Plant, 'action' | 'arrange'> & { arrange: (folder: string) => Promise<Inputs> },
): Plant {
  return {
    ...facts,
    action: 'coverage-threshold',
    async arrange(folder): Promise<Arranged> {
      const inputs = await facts.arrange(folder);
      return { inputs: { report: REPORT, ...inputs } };
    },
  };
}
