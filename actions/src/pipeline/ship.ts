import type { Approver } from '../gates/gate.ts';
import type { Digest } from '../release/release.ts';
import { artifactOf, packageProject, type OtherBuild } from './artifacts.ts';
import type { Plan } from './plan.ts';
import type { Progress } from './progress.ts';
import { findEnvironment, type Environment, type Project } from './project.ts';
import { promote, wentWell, type Promoted } from './promotion.ts';

export interface Shipped {
  readonly environment: Environment;
  readonly promoted: Promoted;
  /** The artifact that was to come there. */
  readonly digest: Digest;
}

interface Wish {
  /** The last environment; the policy's last without it. */
  readonly to: string | undefined;
  /** Another entry than the policy's, and files beside it: how the demonstration ships a broken release. */
  readonly build?: OtherBuild;
  readonly approve: (plan: Plan) => Promise<void>;
  readonly approver: Approver;
}

/** The whole pipeline: builds once, then promotes that one artifact from environment to environment until one says no. */
export async function ship(project: Project, wish: Wish, progress: Progress): Promise<Shipped[]> {
  const { approve, approver } = wish;
  const last = wish.to === undefined ? undefined : findEnvironment(project, wish.to);
  const packaged = await packageProject(project, progress, wish.build);
  const artifact = await artifactOf(project, packaged.digest);
  const shipped: Shipped[] = [];
  for (const environment of project.environments) {
    const promoted = await promote(project, { environment, artifact, approve, approver }, progress);
    shipped.push({ environment, promoted, digest: packaged.digest });
    if (!wentWell(promoted.result) || environment === last) break;
  }
  return shipped;
}
