import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import type { VerifierOptions } from '@sigstore/verify';
import { messageOf, UserError } from '../errors.ts';
import type { TrustedInstance } from './trusted-instance.ts';

/** The instances of Sigstore that may have issued a certificate, given in DER. */
export type TrustedRoots = (certificate: Uint8Array) => Promise<readonly TrustedInstance[]>;

/** From the file, or from the instances that GitHub signs with. */
export async function trustedRootsFor(file: string | undefined): Promise<TrustedRoots> {
  if (file !== undefined) {
    const instances = await readTrustedRoots(file);
    return () => Promise.resolve(instances);
  }
  const { fetchTrustedRoot } = await import('./fetch-trusted-root.ts');
  return async (certificate) => [await fetchTrustedRoot(organizationOf(certificate))];
}

/** One root, or one a line, as `gh attestation trusted-root` prints them. */
async function readTrustedRoots(file: string): Promise<readonly TrustedInstance[]> {
  try {
    const text = await readFile(file, 'utf8');
    const roots = rootsIn(text).map((content) => TrustedRoot.fromJSON(content));
    const empty = roots.findIndex(({ certificateAuthorities }) => certificateAuthorities.length === 0);
    if (roots.length === 0 || empty !== -1)
      throw new Error('it holds a root without a certificate authority');
    return roots.map((root) => ({ root, demands: demandsOf(root) }));
  } catch (error) {
    throw new UserError({
      code: 'trust-roots-unavailable',
      message: `Expected trusted roots of Sigstore in ${file}, found: ${messageOf(error)}.`,
      remedy:
        'Write the file with `gh attestation trusted-root`, or leave it out, and the roots are fetched.',
      cause: error,
    });
  }
}

function rootsIn(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line): unknown => JSON.parse(line));
  }
}

/** What an instance has, its signatures must have: without its logs a stolen key would sign unseen. */
function demandsOf({ ctlogs, tlogs }: TrustedRoot): VerifierOptions {
  return {
    ctlogThreshold: Math.min(1, ctlogs.length),
    tlogThreshold: Math.min(1, tlogs.length),
    timestampThreshold: 1,
  };
}

function organizationOf(certificate: Uint8Array): string {
  const { issuer } = new X509Certificate(certificate);
  return /^O=(.*)$/m.exec(issuer)?.[1] ?? '';
}
