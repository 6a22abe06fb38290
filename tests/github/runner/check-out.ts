import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

export interface CheckOutWish {
  readonly repository: string;
  /** A branch, a tag, a full ref or a commit. */
  readonly wanted: string;
  readonly folder: string;
  /** 0 is all of every branch and tag. */
  readonly depth: number;
}

/** A clone with just that. Gives the commit. */
export async function checkOut({ repository, wanted, folder, depth }: CheckOutWish): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
  const commit = (
    await gitIn(repository, ['rev-parse', '--verify', `${await refOf(repository, wanted)}^{commit}`])
  ).trim();
  await gitIn(folder, ['init', '--quiet', '--initial-branch', 'main']);
  await gitIn(folder, ['remote', 'add', 'origin', repository]);
  await fetchInto(folder, { commit, depth });
  const branch = await branchOf(repository, wanted);
  await gitIn(folder, [
    'checkout',
    '--quiet',
    '--force',
    ...(branch === undefined ? ['--detach'] : ['-B', branch]),
    commit,
  ]);
  return commit;
}

async function fetchInto(
  folder: string,
  { commit, depth }: { commit: string; depth: number },
): Promise<void> {
  // From a path git would ignore `--depth`; a plain fetch of a commit is allowed by protocol 2.
  const quick = ['-c', 'protocol.version=2', 'fetch', '--quiet', '--no-write-fetch-head'];
  if (depth > 0) await gitIn(folder, [...quick, '--no-tags', `--depth=${depth}`, 'origin', commit]);
  else await gitIn(folder, [...quick, '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*', commit]);
}

async function branchOf(repository: string, wanted: string): Promise<string | undefined> {
  const name = wanted.replace(/^refs\/heads\//, '');
  const isBranch = await gitIn(repository, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`]).then(
    () => true,
    () => false,
  );
  return isBranch && !wanted.startsWith('refs/tags/') ? name : undefined;
}

async function refOf(repository: string, wanted: string): Promise<string> {
  if (/^[0-9a-f]{40}$/.test(wanted)) return wanted;
  for (const ref of wanted.startsWith('refs/') ? [wanted] : [`refs/heads/${wanted}`, `refs/tags/${wanted}`]) {
    const found = await gitIn(repository, ['rev-parse', '--verify', '--quiet', ref]).then(
      () => true,
      () => false,
    );
    if (found) return ref;
  }
  throw new Error(`A branch or tag with the name '${wanted}' could not be found`);
}

/** Without anybody's settings. */
export async function gitIn(folder: string, given: readonly string[]): Promise<string> {
  const environment = {
    PATH: process.env['PATH'] ?? '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
  const safe = ['-c', 'safe.directory=*', '-c', 'uploadpack.allowAnySHA1InWant=true'];
  const { stdout } = await execa('git', [...safe, ...given], {
    cwd: folder,
    env: environment,
    extendEnv: false,
  });
  return stdout;
}
