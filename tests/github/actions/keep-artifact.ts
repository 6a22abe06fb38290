import { zipSync } from 'fflate';
import type { PackagedArtifact } from '../../../actions/src/artifact/package.ts';
import type { FakeGitHub } from '../server/open-github.ts';

export function keepInRun(github: FakeGitHub, { digest, release }: PackagedArtifact, bytes: Buffer): void {
  const archive = Buffer.from(zipSync({ [`${release.id}.tgz`]: bytes }, { level: 0 }));
  github.state.artifacts.push({
    id: github.state.nextId(),
    run: github.state.runs[0]?.id ?? 0,
    attempt: 1,
    name: `release-${digest.slice(0, 12)}`,
    mimeType: 'application/zip',
    bytes: archive,
    digest: null,
    isFinal: true,
    created_at: github.state.now(),
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
}

export function keepInRelease(
  github: FakeGitHub,
  { digest, release }: PackagedArtifact,
  bytes: Buffer,
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
  state.assets.push({
    id: state.nextId(),
    release: id,
    name: `${release.id}.tgz`,
    label: null,
    content_type: 'application/gzip',
    bytes,
    digest: `sha256:${digest}`,
    uploader: 'ann',
    created_at: state.now(),
    downloads: 0,
  });
}
