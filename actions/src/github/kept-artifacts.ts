import type { Release } from '../release/release.ts';

/** Where the workflows keep artifacts. Rejects with `UserError` github-refused or -unreachable. */
export interface KeptArtifacts {
  /** Of runs: kept for 90 days at most. The newest first, expired ones left out. */
  ofRuns(release: Pick<Release, 'digest'>): Promise<readonly KeptArtifact[]>;
  /** Of GitHub releases: kept for ever. */
  ofReleases(release: Pick<Release, 'id'>): Promise<readonly KeptArtifact[]>;
  /** What gates said of it, by a GitHub release, else by the newest run that keeps it. Unproven, and maybe about others too. */
  evidence(release: Pick<Release, 'id' | 'digest'>): Promise<readonly unknown[]>;
}

export interface KeptArtifact {
  /** Where it was found, for a reader. */
  readonly place: string;
  /** The file's bytes, unproven; `undefined` when it went away meanwhile. */
  bytes(): Promise<Buffer | undefined>;
}

/** What the run's artifact with the release's file is called. */
export function runArtifactName({ digest }: Pick<Release, 'digest'>): string {
  return `release-${digest.slice(0, 12)}`;
}

/** What the release's asset with all statements is called, one to a line. */
export function evidenceAssetName({ id }: Pick<Release, 'id'>): string {
  return `${id}.evidence.jsonl`;
}

/** What the release's asset is called. */
export function assetName({ id }: Pick<Release, 'id'>): string {
  return `${id}.tgz`;
}
