import { UserError } from '../errors.ts';
import { runGit } from './run-git.ts';

export interface LineRange {
  readonly from: number;
  /** The last one. */
  readonly to: number;
}

export interface ChangedFile {
  /** Below the repository, with forward slashes, as it is called now. */
  readonly path: string;
  /** New and changed lines as they are numbered now; none for a file that was only renamed or lost lines. */
  readonly ranges: readonly LineRange[];
  /** Whether it is there no more. */
  readonly isGone: boolean;
}

/** What a user’s or repository’s own settings and attributes would change is said outright: `-diff` hides no file here. */
const AS_IT_IS = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--find-renames',
  '--ignore-submodules',
  '--text',
];

/**
 * What changed since a commit, in the working tree’s own files, which are what was measured: every file that git tracks,
 * with its new lines. Any number of files. `root` is the repository’s root.
 */
export async function changedSince(root: string, commit: string): Promise<ChangedFile[]> {
  const names = await diff(root, ['--name-status', '-z', ...AS_IT_IS, commit, '--']);
  const patch = await diff(root, [
    '--patch',
    '--unified=0',
    '--inter-hunk-context=0',
    ...AS_IT_IS,
    commit,
    '--',
  ]);
  const files = filesIn(names.toString('utf8'));
  const sections = rangesBySection(patch);
  if (files.length !== sections.length)
    throw new Error(`git names ${files.length} changed files and shows ${sections.length}`);
  // Both lists are in one order; a path in the patch may be quoted, the names are as they are.
  return files.map((file, index) => ({ ...file, ranges: sections[index] ?? [] }));
}

async function diff(root: string, args: readonly string[]): Promise<Buffer> {
  const { exitCode, output, errors } = await runGit(root, ['diff', ...args]);
  if (exitCode === 0) return output;
  throw new UserError({
    code: 'base-missing',
    message: `Expected git to compare with the base; it ended with ${exitCode ?? 'a signal'}: ${errors}`,
    remedy: 'Check out with `fetch-depth: 0`.',
  });
}

/** `M\0path\0`, and `R090\0before\0path\0` for what was renamed or copied. */
function filesIn(text: string): Omit<ChangedFile, 'ranges'>[] {
  const fields = text.split('\0');
  const files: Omit<ChangedFile, 'ranges'>[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const status = fields[at] ?? '';
    const isMoved = /^[RC]/.test(status);
    files.push({ path: fields[at + (isMoved ? 2 : 1)] ?? '', isGone: status === 'D' });
    at += isMoved ? 3 : 2;
  }
  return files;
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

/** Lines of files begin with a sign of their own, so what begins otherwise is git’s. */
function rangesBySection(patch: Buffer): LineRange[][] {
  const sections: LineRange[][] = [];
  for (let from = 0; from < patch.length;) {
    const lineFeed = patch.indexOf(10, from);
    const end = lineFeed < 0 ? patch.length : lineFeed;
    const first = patch[from];
    if (first === 0x64 || first === 0x40) {
      const line = patch.toString('latin1', from, Math.min(end, from + 200));
      if (line.startsWith('diff --git ')) sections.push([]);
      const [, start, count = '1'] = HUNK.exec(line) ?? [];
      if (start !== undefined && count !== '0')
        sections.at(-1)?.push({ from: Number(start), to: Number(start) + Number(count) - 1 });
    }
    from = end + 1;
  }
  return sections;
}
