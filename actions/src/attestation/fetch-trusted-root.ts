import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTrustedRoot } from '@sigstore/tuf';
import { messageOf, UserError } from '../errors.ts';
import { fetchFirstRoot } from './fetch-first-root.ts';
import type { TrustedInstance } from './trusted-instance.ts';

export interface Instance extends Pick<TrustedInstance, 'demands'> {
  /** Where its roots are, in a TUF repository. */
  readonly mirror: string;
  /** Of that repository’s first root, where the library does not bring one along. */
  readonly firstRoot?: string;
}

/**
 * The two that GitHub signs with, by the organization in their certificates: the public one for public repositories, and its
 * own for private ones, which keeps no log and has the time vouched for. `gh attestation verify` chooses in the same way.
 * https://docs.github.com/en/actions/concepts/security/artifact-attestations
 */
const INSTANCES: Readonly<Record<string, Instance>> = {
  'sigstore.dev': {
    mirror: 'https://tuf-repo-cdn.sigstore.dev',
    demands: { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 },
  },
  'GitHub, Inc.': {
    mirror: 'https://tuf-repo.github.com',
    firstRoot: '1839ab21226e1c62f89097bc5c1a4e40f990de938f4376a02828814f9bc4e291',
    demands: { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 1 },
  },
};

/** `UserError` trust-roots-unavailable; any other error where the organization is not one that is believed. */
export async function fetchTrustedRoot(
  organization: string,
  instances: Readonly<Record<string, Instance>> = INSTANCES,
): Promise<TrustedInstance> {
  const instance = Object.entries(instances).find(([name]) => name === organization)?.[1];
  if (instance === undefined)
    throw new Error(`its certificate is by ${organization || 'nobody'}, who is not believed`);
  return { root: await fetchRoot(instance), demands: instance.demands };
}

async function fetchRoot({ mirror, firstRoot }: Instance): ReturnType<typeof getTrustedRoot> {
  // A folder of our own: whatever lies in the cache is believed.
  const cachePath = await mkdtemp(join(tmpdir(), 'tidegate-roots-'));
  try {
    if (firstRoot === undefined) return await getTrustedRoot({ mirrorURL: mirror, cachePath });
    const rootPath = await fetchFirstRoot({ mirror, firstRoot, folder: cachePath });
    return await getTrustedRoot({ mirrorURL: mirror, cachePath, rootPath });
  } catch (error) {
    const cause = Error.isError(error) && error.cause !== undefined ? ` (${messageOf(error.cause)})` : '';
    throw new UserError({
      code: 'trust-roots-unavailable',
      message: `Expected the trusted roots of Sigstore from ${mirror}, found: ${messageOf(error)}${cause}.`,
      remedy: 'Run the job again; or give a file that `gh attestation trusted-root` wrote as trusted-root.',
      cause: error,
    });
  } finally {
    await rm(cachePath, { recursive: true, force: true });
  }
}
