import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import type { PackagedArtifact } from '../../../actions/src/artifact/package.ts';
import type { FakeGitHub } from '../server/open-github.ts';

export function keepInRun(github: FakeGitHub, { digest, release }: PackagedArtifact, bytes: Buffer): void {
  keepZipped(github, `release-${digest.slice(0, 12)}`, { [`${release.id}.tgz`]: bytes });
}

/** Zipped, as an artifact of the first run. */
export function keepZipped(github: FakeGitHub, name: string, files: Readonly<Record<string, Buffer>>): void {
  github.state.artifacts.push({
    id: github.state.nextId(),
    run: github.state.runs[0]?.id ?? 0,
    attempt: 1,
    name,
    mimeType: 'application/zip',
    bytes: Buffer.from(zipSync(files, { level: 0 })),
    digest: null,
    isFinal: true,
    created_at: github.state.now(),
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
}

/** As assets of one published release. */
export function keepInRelease(
  github: FakeGitHub,
  { release }: Pick<PackagedArtifact, 'release'>,
  files: Readonly<Record<string, Buffer>>,
): void {
  const { state } = github;
  const id = state.nextId();
  state.releases.push({
    id,
    tag_name: `v-${release.id}`,
    target_commitish: 'main',
    name: null,
    body: null,
    draft: false,
    prerelease: false,
    immutable: true,
    author: 'ann',
    created_at: state.now(),
    published_at: state.now(),
  });
  for (const [name, bytes] of Object.entries(files))
    state.assets.push({
      id: state.nextId(),
      release: id,
      name,
      label: null,
      content_type: 'application/octet-stream',
      bytes,
      digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
      uploader: 'ann',
      created_at: state.now(),
      downloads: 0,
    });
}
