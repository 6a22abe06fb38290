import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { DeploymentRequest } from '../deployment/request.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { Served } from '../ledger/events.ts';
import { digestsIn } from '../artifact/store.ts';
import { nearest } from '../nearest.ts';
import type { Progress } from './progress.ts';
import type { Environment, Project } from './project.ts';
import { deployOnHost, newDeploymentId, requestBase, type Promoted } from './promotion.ts';

export interface Rollback {
  readonly environment: Environment;
  /** A release id; without it, the newest good release older than the live one. */
  readonly to?: string | undefined;
  readonly reason?: string | undefined;
  /** Carried out once, however often it is asked for. */
  readonly request?: string | undefined;
  readonly allowBad: boolean;
}

/** Goes back, past the gates but through the same proof and the same watch as any deployment. */
export async function rollBack(project: Project, rollback: Rollback, progress: Progress): Promise<Promoted> {
  const { environment, request, reason, allowBad } = rollback;
  const observation = await environment.host.observe({ salt: '' });
  const candidate = chooseTarget(environment, observation, rollback);
  const { digest } = candidate.release;
  const isStored = (await digestsIn(project.home.artifacts)).includes(digest);
  const deployment = newDeploymentId();
  const wish: DeploymentRequest = {
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
  return { deployment, result: await deployOnHost(environment, wish, progress), gates: undefined };
}

function chooseTarget(environment: Environment, observation: Observation, { to, request }: Rollback): Served {
  const { requests, previous } = observation;
  // A repeated request goes where it went: what is older than the live release has changed since.
  const earlier = requests.find((carriedOut) => carriedOut.request === request);
  if (earlier !== undefined) return earlier.candidate;
  if (to !== undefined) return named(environment, observation, to);
  if (previous !== null) return previous;
  throw new UserError({
    code: 'nothing-to-revert-to',
    message: `Expected a good release in ${environment.name} that is older than the live one; there is none.`,
    remedy: `Look at npm run status, and name one with --to if you know better.`,
  });
}

function named(environment: Environment, { releases }: Observation, to: string): Served {
  const found = releases.find(({ served }) => served.release.id === to);
  if (found !== undefined) return found.served;
  const ids = releases.map(({ served }) => served.release.id);
  throw new UserError({
    code: 'unknown-release',
    message: `Release ${to} was never deployed to ${environment.name}.`,
    remedy: ids.length === 0 ? 'Nothing was deployed there yet.' : `Nearest: ${nearest(to, ids).join(', ')}.`,
  });
}
