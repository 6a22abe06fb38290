import { basename, join } from 'node:path';
import { ignoreMissing, isSystemError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import type { HostLayout, Instance } from './layout.ts';
import type { Lock } from './lock.ts';

/** The name of the instance that `current.sock` leads to; `undefined` when nothing was ever switched to. */
export async function readCurrent(files: Files, layout: HostLayout): Promise<string | undefined> {
  try {
    return basename(await files.readLink(layout.currentSocket), '.sock');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
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
  const draft = join(layout.run, 'next.sock');
  await files.unlink(draft).catch(ignoreMissing);
  await files.symlink(basename(instance.socketPath), draft);
  await files.rename(draft, layout.currentSocket);
  await files.syncFolder(layout.run);
}
