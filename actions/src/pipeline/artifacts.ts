import { findArtifact } from '../artifact/find.ts';
import type { StoredArtifact } from '../artifact/store.ts';
import type { PackagedArtifact, PackageRequest } from '../artifact/package.ts';
import type { Progress } from './progress.ts';
import type { Project } from './project.ts';

export type OtherBuild = Pick<PackageRequest, 'entry' | 'extraFiles'>;

export async function packageProject(
  project: Project,
  progress: Progress,
  build: OtherBuild = {},
): Promise<PackagedArtifact> {
  // Loaded where something is packed: with the SBOM’s library it is a good part of a command’s start.
  const { packageApplication } = await import('../artifact/package.ts');
  const { repository, policy, home } = project;
  return progress.task('Build and pack the application', async (note) => {
    const packaged = await packageApplication({
      root: repository,
      application: policy.application,
      store: home.artifacts,
      progress: note,
      ...build,
    });
    note(`${packaged.release.id}, ${Math.round(packaged.bytes / 1024)} KiB`);
    return packaged;
  });
}

/** By path, digest (or its beginning) or release id; fails with `unknown-artifact`, naming the nearest. */
export async function artifactOf(project: Project, reference: string): Promise<StoredArtifact> {
  return findArtifact(project.home.artifacts, reference);
}
