import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { buildFailed } from '../build-failed.ts';

const BUILD_MS = 15 * 60_000;
const SHOWN_LINES = 20;

/** Runs a script of the workspace’s package.json by whoever installed its packages. `UserError` build-failed. */
export async function runBuild(wish: { root: string; workspace: string; script: string }): Promise<void> {
  const manager = managerOf(wish.root);
  const ended = await execa(manager, ['run', wish.script], {
    cwd: wish.workspace,
    timeout: BUILD_MS,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  if (!ended.failed) return;
  const said = ended.all.split('\n').slice(-SHOWN_LINES).join('\n');
  throw buildFailed({
    message: `\`${manager} run ${wish.script}\` ended with ${ended.exitCode ?? ended.signal ?? 'nothing'}:\n${said}`,
    remedy: 'Run it yourself, mend what it says, and package again.',
    cause: ended.cause,
  });
}

function managerOf(root: string): 'npm' | 'pnpm' | 'yarn' {
  if (existsSync(join(root, 'pnpm-lock.yaml'))) return 'pnpm';
  return existsSync(join(root, 'yarn.lock')) ? 'yarn' : 'npm';
}
