import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTrustedRoot } from '@sigstore/tuf';
import { messageOf, UserError } from '../errors.ts';
import type { TrustedInstance } from './trusted-instance.ts';

/**
 * The two instances that GitHub signs with: the public one for public repositories, and its own for private ones, which keeps
 * no log and has the time vouched for. https://docs.github.com/en/actions/concepts/security/artifact-attestations
 */
const PUBLIC = {
  mirror: 'https://tuf-repo-cdn.sigstore.dev',
  demands: { ctlogThreshold: 1, tlogThreshold: 1, timestampThreshold: 1 },
};

/** The root of the instance whose certificates carry the organization. */
export async function fetchTrustedRoot(organization: string): Promise<TrustedInstance> {
  if (organization !== 'sigstore.dev') throw new Error(`its issuer is ${organization || 'nobody'}`);
  return { root: await fetchRoot(PUBLIC.mirror), demands: PUBLIC.demands };
}

async function fetchRoot(mirrorURL: string): ReturnType<typeof getTrustedRoot> {
  // A folder of our own: whatever lies in the cache is believed.
  const cachePath = await mkdtemp(join(tmpdir(), 'tidegate-roots-'));
  try {
    return await getTrustedRoot({ mirrorURL, cachePath });
  } catch (error) {
    throw new UserError({
      code: 'trust-roots-unavailable',
      message: `Expected the trusted roots of Sigstore from ${mirrorURL}, found: ${messageOf(error)}.`,
      remedy: 'Run the job again; or give a file that `gh attestation trusted-root` wrote as trusted-root.',
      cause: error,
    });
  } finally {
    await rm(cachePath, { recursive: true, force: true });
  }
}
