import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ArtifactLimits } from '../limits.ts';

const run = promisify(execFile);
const NOBODY = 65_534;

const SCRIPT = `
  import { writeFileSync } from 'node:fs';
  const [, folder, request] = process.argv;
  const { openArtifact } = await import(folder + '/../open.ts');
  const { systemFiles } = await import(folder + '/../../ports/files.ts');
  const { into, account, ...rest } = JSON.parse(request);
  // Only now, with everything loaded: the checkout may be in a folder that is closed to others.
  if (account !== undefined) {
    process.setgroups([]);
    process.setgid(account);
    process.setuid(account);
  }
  const report = await openArtifact({ into, ...rest }).then(
    () => ({
      code: 'opened',
      writing: failureOf(() => writeFileSync(into + '/server.mjs', 'changed')),
      adding: failureOf(() => writeFileSync(into + '/added.mjs', 'added')),
    }),
    (error) => ({ code: error.code, message: error.message }),
  );
  await systemFiles.removeTree(into);
  const peakMebibytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ ...report, peakMebibytes }));
  function failureOf(action) {
    try {
      action();
      return 'nothing';
    } catch (error) {
      return error.code;
    }
  }
`;

export interface ChildReport {
  /** `opened`, or the code of the refusal. */
  readonly code: string;
  /** The system error of writing to a file of the release, and of adding one. */
  readonly writing?: string;
  readonly adding?: string;
  readonly peakMebibytes: number;
}

/**
 * Opens `<folder>/archive` into `<folder>/release` in a process of its own that is an ordinary user, tries to change what
 * it unpacked, and removes it.
 */
export async function openInChild(
  folder: string,
  request: { digest: string; limits: ArtifactLimits },
): Promise<ChildReport> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  const archive = { archive: join(folder, 'archive'), into: join(folder, 'release') };
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    SCRIPT,
    import.meta.dirname,
    JSON.stringify({ ...request, ...archive, ...(isRoot ? { account: NOBODY } : {}) }),
  ]);
  return JSON.parse(stdout) as ChildReport;
}
