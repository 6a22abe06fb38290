import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Lines that act's schema refuses, though GitHub knows them. It obeys neither environments nor groups anyway. */
const UNKNOWN = [
  {
    line: /^ +queue: max\n/gm,
    example: 'concurrency: { group: a, queue: max }',
    source: 'https://github.com/nektos/act/issues/6095',
  },
  {
    line: /^ +deployment: false\n/gm,
    example: 'environment: { name: a, deployment: false }',
    source: 'https://github.com/nektos/act/pull/6113',
  },
];

export function withoutUnknown(workflow: string): string {
  return UNKNOWN.reduce((text, { line }) => text.replaceAll(line, ''), workflow);
}

/** Of those, what act knows by now. */
export async function knownByNow(act: string, folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const stale = await Promise.all(
    UNKNOWN.map(async ({ example, source }, at) => {
      const file = join(folder, `${at}.yml`);
      await writeFile(file, `on: push\njobs: { a: { runs-on: x, ${example}, steps: [{ run: 'true' }] } }\n`);
      const { exitCode } = await execa(act, ['--validate', '--workflows', file], {
        cwd: folder,
        reject: false,
        extendEnv: false,
        env: { HOME: folder },
      });
      return exitCode === 0 ? `${example} (${source})` : undefined;
    }),
  );
  return stale.filter((each) => each !== undefined);
}
