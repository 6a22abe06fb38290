import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openArtifact } from '../artifact/open.ts';
import { UserError } from '../errors.ts';
import type { ReleaseFile } from '../github/releases.ts';
import { systemFiles } from '../ports/files.ts';
import { releaseOf, type Release } from '../release/release.ts';
import { fileOf } from './file-of.ts';
import { evidenceFiles } from './evidence-files.ts';
import type { PublishInputs } from './inputs.ts';

export interface GatheredRelease {
  readonly release: Release;
  /** The artifact comes first. */
  readonly files: readonly [ReleaseFile, ...ReleaseFile[]];
}

/** All that is to be attached, from the artifact whose every byte was checked, and the evidence about it. */
export async function gatherFiles(inputs: PublishInputs): Promise<GatheredRelease> {
  const folder = inputs['working-directory'];
  const archive = resolve(folder, inputs.artifact);
  const { release, sbom } = await openRelease(archive, inputs['artifact-digest']);
  assertIsTheRelease(release, inputs.release);
  const artifact = fileOf(`${release.id}.tgz`, 'application/gzip', await readFile(archive));
  const others = [
    fileOf(`${release.id}.cdx.json`, 'application/vnd.cyclonedx+json', sbom),
    ...(await evidenceFiles(resolve(folder, inputs.evidence), release)),
  ];
  return { release, files: [artifact, ...others, sums([artifact, ...others])] };
}

async function openRelease(
  archive: string,
  digest: Release['digest'],
): Promise<{ release: Release; sbom: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-release-'));
  try {
    const into = join(folder, 'unpacked');
    const manifest = await openArtifact({ archive, digest, into });
    const { version, commit } = manifest;
    return {
      release: releaseOf({ version, commit, digest }),
      sbom: await readFile(join(into, manifest.sbom)),
    };
  } finally {
    await systemFiles.removeTree(folder);
  }
}

function assertIsTheRelease({ id }: Release, expected: string): void {
  if (id === expected) return;
  throw new UserError({
    code: 'inputs-invalid',
    message: `Expected the artifact of the release ${expected}; this one is ${id}.`,
    remedy: 'Give artifact, artifact-digest and release as the same `package` gave them.',
  });
}

/** For `sha256sum --check`. */
function sums(files: readonly ReleaseFile[]): ReleaseFile {
  const lines = files.map(({ name, digest }) => `${digest.slice('sha256:'.length)}  ${name}\n`);
  return fileOf('SHA256SUMS', 'text/plain', Buffer.from(lines.join('')));
}
