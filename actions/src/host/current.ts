import { basename, join } from 'node:path';
import { ignoreMissing, isSystemError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import type { HostLayout, Instance } from './layout.ts';
import type { Lock } from './lock.ts';

/** The name of the instance that `current.sock` leads to; `undefined` when nothing was ever switched to. */
export function readCurrent(files: Files, layout: HostLayout): Promise<string | undefined> {
  return leadsTo(files, layout.currentSocket);
}

/**
 * The switch, and the revert: one rename(2), so that at every moment exactly one release is current. Fails with
 * `lock-lost` when another has taken over, however long the caller waited for the instance.
 */
export async function switchTo(
  lock: Pick<Lock, 'assertHeld'>,
  { files, layout }: { files: Files; layout: HostLayout },
  instance: Instance,
): Promise<void> {
  await lock.assertHeld();
  const [back, next] = [wayBack(layout), join(layout.run, 'next.sock')];
  const isPrepared = (await leadsTo(files, back)) === instance.name;
  if (!isPrepared) await makeLink(files, next, instance);
  await files.rename(isPrepared ? back : next, layout.currentSocket);
  await files.syncFolder(layout.run);
}

/** Makes the link to go back with ahead of need: then a disk that has no room for one is no obstacle. */
export async function prepareWayBack(files: Files, layout: HostLayout, instance: Instance): Promise<void> {
  const back = wayBack(layout);
  if ((await leadsTo(files, back)) !== instance.name) await makeLink(files, back, instance);
}

function wayBack({ run }: HostLayout): string {
  return join(run, 'back.sock');
}

async function makeLink(files: Files, path: string, { socketPath }: Instance): Promise<void> {
  await files.unlink(path).catch(ignoreMissing);
  await files.symlink(basename(socketPath), path);
}

async function leadsTo(files: Files, path: string): Promise<string | undefined> {
  try {
    return basename(await files.readLink(path), '.sock');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
