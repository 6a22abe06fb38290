import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedFile } from '../../coverage/formats/istanbul.ts';
import type { IstanbulFile } from '../../coverage/formats/istanbul-schema.ts';
import type { CoverageSettings } from '../../coverage/settings.ts';
import { raiseByV8 } from '../../coverage/v8/raise-by-v8.ts';
import { isSystemError } from '../../errors.ts';

/** What a suite is to count while it runs, and where it leaves it. */
export interface CoverageWish {
  /** Jest’s report, about the process of the tests themselves. */
  readonly reports: string;
  /**
   * What each program writes that the tests start, if they hand this on: `PROGRAM_COVERAGE`, as the program’s NODE_V8_COVERAGE. That of
   * the suite itself is not set, since Jest is slower by half with it.
   */
  readonly programs: string;
  /** Globs below the workspace; those that begin with `!` are left out. */
  readonly globs: readonly string[];
}

export function wishIn(
  scratch: string,
  { source, exclude }: Pick<CoverageSettings, 'source' | 'exclude'>,
): CoverageWish {
  return {
    reports: join(scratch, 'coverage'),
    programs: join(scratch, 'programs'),
    globs: [...source, ...exclude.map((glob) => `!${glob}`)],
  };
}

/** Jest’s own flags (jestjs.io/docs/cli), for `npm test --workspace`. */
export function coverageArguments({ reports, globs }: CoverageWish, workspace: string): string[] {
  return [
    '--coverage',
    '--coverageReporters=json',
    `--coverageDirectory=${reports}`,
    ...globs.map((glob) =>
      glob.startsWith('!')
        ? `--collectCoverageFrom=!${join(workspace, glob.slice(1))}`
        : `--collectCoverageFrom=${join(workspace, glob)}`,
    ),
  ];
}

/** The text of Istanbul’s JSON with what the started programs did; `undefined` where the suite wrote none. */
export async function readMeasured({ reports, programs }: CoverageWish): Promise<string | undefined> {
  const text = await readIfThere(join(reports, 'coverage-final.json'));
  if (text === undefined) return undefined;
  const place = { file: 'coverage-final.json' };
  const files = new Map<string, IstanbulFile>();
  for (const [path, value] of Object.entries(JSON.parse(text) as Record<string, unknown>))
    files.set(path, checkedFile(path, value, place));
  await raiseByV8(files, programs);
  return JSON.stringify(Object.fromEntries(files));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
