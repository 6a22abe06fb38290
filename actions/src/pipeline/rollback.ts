import { join } from 'node:path';
import { digestsIn } from '../artifact/store.ts';
import type { DeploymentOrder } from '../host-connection/host-connection.ts';
import type { Progress } from './progress.ts';
import type { Environment, Project } from './project.ts';
import { deployOnHost, newDeploymentId, requestBase, type Promoted } from './promotion.ts';
import { rollbackTarget } from './rollback-target.ts';

export interface Rollback {
  readonly environment: Environment;
  /** A release id; without it, the newest good release older than the live one. */
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
  /** Carried out once, however often it is asked for. */
  readonly request?: string | undefined;
  readonly allowBad: boolean;
  /** Told what will be done, just before; whatever it rejects with refuses the rollback. */
  readonly begin?: (order: DeploymentOrder) => Promise<void>;
}

/** Goes back without the gates, by the same proof and the same watch that every deployment has. */
export async function rollBack(project: Project, rollback: Rollback, progress: Progress): Promise<Promoted> {
  const { environment, request, reason, allowBad } = rollback;
  const observation = await environment.host.observe({ salt: '' });
  const candidate = rollbackTarget(environment.name, observation, rollback);
  const { digest } = candidate.release;
  const isStored = (await digestsIn(project.home.artifacts)).includes(digest);
  const deployment = newDeploymentId();
  const wish: DeploymentOrder = {
    ...requestBase(project, environment),
    deployment,
    kind: 'rollback',
    candidate,
    planHash: '',
    allowBad,
    ...(isStored ? { archive: join(project.home.artifacts, digest) } : {}),
    ...(request === undefined ? {} : { request }),
    ...(reason === undefined ? {} : { reason }),
  };
  await rollback.begin?.(wish);
  return { deployment, result: await deployOnHost(environment, wish, progress), gates: undefined };
}
