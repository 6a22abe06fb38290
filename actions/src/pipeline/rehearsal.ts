import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { digestsIn, type StoredArtifact } from '../artifact/store.ts';
import type { RehearsalStage } from '../gates/gate.ts';
import { configurationOf } from './configuration.ts';
import { findEnvironment, type Environment, type Project } from './project.ts';

/** The environment before, as the place to try out what a revert in this one would do. */
export async function rehearsalStage(
  project: Project,
  environment: Environment,
  artifact: StoredArtifact,
): Promise<RehearsalStage | undefined> {
  if (environment.before === undefined) return undefined;
  const before = findEnvironment(project, environment.before);
  const { policy, home } = project;
  return {
    environment: before.name,
    variables: Object.keys(await configurationOf(project, before)),
    async rehearse(from) {
      const isStored = (await digestsIn(home.artifacts)).includes(from.digest);
      return before.host.rehearse({
        rehearsal: `rehearsal-${randomBytes(4).toString('hex')}`,
        candidate: artifact.release,
        from,
        ...(isStored ? { archive: join(home.artifacts, from.digest) } : {}),
        partMs: policy.deployment.rehearseFor,
        limits: policy.deployment,
        smoke: policy.application.smoke,
        traffic: policy.application.rehearsal.traffic,
      });
    },
  };
}
