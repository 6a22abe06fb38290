import { join } from 'node:path';
import { execa } from 'execa';
import { discardServer } from '../../../actions/src/database/embedded/server.ts';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { CHECKOUT } from '../../support/workbench.ts';

export async function commit(repository: string, message: string): Promise<void> {
  await git(repository, 'add', '--all');
  await git(
    repository,
    '-c',
    'user.name=ann',
    '-c',
    'user.email=ann@example.test',
    'commit',
    '--quiet',
    '-m',
    message,
  );
}

export async function git(repository: string, ...args: readonly string[]): Promise<void> {
  await execa('git', args, { cwd: repository });
}

export async function stopAll({
  repository,
  home,
  portBase,
}: {
  repository: string;
  home: string;
  portBase: number;
}): Promise<void> {
  if (!(await systemFiles.exists(home))) return;
  await execa(process.execPath, [join(CHECKOUT, 'scripts/tidegate.mjs'), 'stop'], {
    cwd: repository,
    env: { PATH: process.env['PATH'], TIDEGATE_HOME: home, TIDEGATE_PORT_BASE: String(portBase) },
    extendEnv: false,
  });
  await discardServer(join(home, 'postgres'));
}
