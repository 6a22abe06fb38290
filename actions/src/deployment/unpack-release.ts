import { join } from 'node:path';
import type { Instance } from '../host/layout.ts';
import { StepFailed } from './failure.ts';
import type { DeploymentPorts } from './ports.ts';

/** What an archive that was being unpacked when the program died is called: it is removed by the next one. */
export const UNFINISHED = '.incoming-';

/** Unpacks the release unless it is there and whole. `attempt` tells apart those who may do so at the same time. */
export async function unpackRelease(
  { files, layout, artifacts }: Pick<DeploymentPorts, 'files' | 'layout' | 'artifacts'>,
  { releaseFolder, served }: Instance,
  { archive, attempt }: { archive?: string | undefined; attempt: string },
): Promise<void> {
  if (await files.exists(releaseFolder)) {
    const damages = await artifacts.damages(releaseFolder);
    if (damages.length === 0) return;
    await files.removeTree(releaseFolder);
  }
  if (archive === undefined) throw nothingToUnpack(served.release.id);
  const incoming = join(layout.releases, `${UNFINISHED}${attempt}`);
  await files.removeTree(incoming);
  try {
    await artifacts.open({ archive, digest: served.release.digest, into: incoming });
    await files.rename(incoming, releaseFolder);
    await files.syncFolder(layout.releases);
  } catch (error) {
    await files.removeTree(incoming);
    throw error;
  }
}

function nothingToUnpack(id: string): StepFailed {
  return new StepFailed({
    code: 'unknown-artifact',
    summary: `Release ${id} is no longer unpacked on this host, and its artifact is not in the store.`,
  });
}
