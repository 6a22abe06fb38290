import type { StoredArtifact } from '../artifact/store.ts';
import { configurationHash } from '../configuration/environment-file.ts';
import {
  releaseIn,
  type RecordedDeployment,
  type RecordedState,
} from '../deployment-record/recorded-state.ts';
import { UserError } from '../errors.ts';
import type { WatchPolicy } from '../policy/schema.ts';
import type { Release } from '../release/release.ts';
import { configurationOf } from './configuration.ts';
import type { Progress } from './progress.ts';
import { findEnvironment, type Environment, type Project } from './project.ts';
import { deployOnHost, newDeploymentId, requestBase, wentWell } from './promotion.ts';

/** Where a job finds what was recorded, and the artifacts of it. */
export interface Memory {
  recorded(environment: string): Promise<RecordedState>;
  /** `undefined` for one that is kept nowhere any more. */
  artifact(release: Release): Promise<StoredArtifact | undefined>;
}

interface Place {
  readonly environment: Environment;
  readonly memory: Memory;
  /** What a rollback goes to: needed instead of the release before, and of the environment before. */
  readonly target?: RecordedDeployment | undefined;
}

/** These proved themselves long ago: it is only seen that they serve here. */
const SHORT_WATCH = { window: 1000, every: 200, minSamples: 1 };

/**
 * Makes the hosts that a job was given serve what the record says: the environment's own with the release before the live
 * one, which a revert goes to, and the one before it with its live one, where promotions are proved. Nothing to do on a
 * host that knows what it served. Gives what could not be brought back; `UserError` revert-target-broken when what is
 * recorded as live does not serve.
 */
export async function bringBack(
  project: Project,
  { environment, memory, target }: Place,
  progress: Progress,
): Promise<readonly string[]> {
  if (!project.isFresh) return [];
  const isRollback = target !== undefined;
  const before =
    isRollback || environment.before === undefined ? [] : [findEnvironment(project, environment.before)];
  const lost: string[] = [];
  for (const one of [...before, environment]) {
    if ((await one.host.observe({ salt: '' })).lastDeployment !== null) continue;
    const { live, previous } = await memory.recorded(one.name);
    const older = one === environment ? [target ?? previous[0]] : [];
    const wanted = [...older, live].filter((recorded) => recorded !== null && recorded !== undefined);
    for (const recorded of onceEach(wanted)) {
      const wish = { environment: one, recorded, memory, isLive: recorded === live };
      lost.push(...(await serveAgain(project, wish, progress)));
    }
  }
  return lost;
}

/** The last of each release: what is live serves at the end. */
function onceEach(recorded: readonly RecordedDeployment[]): readonly RecordedDeployment[] {
  return recorded.filter(
    ({ payload }, index) =>
      recorded.findLastIndex((other) => other.payload.digest === payload.digest) === index,
  );
}

interface Wish {
  readonly environment: Environment;
  readonly recorded: RecordedDeployment;
  readonly memory: Memory;
  readonly isLive: boolean;
}

async function serveAgain(project: Project, wish: Wish, progress: Progress): Promise<string[]> {
  const { environment, memory, recorded, isLive } = wish;
  const release = releaseIn(recorded.payload);
  const artifact = await memory.artifact(release);
  if (artifact === undefined)
    return [
      `${release.id}, recorded in ${environment.name}, is kept nowhere any more and was not brought back.`,
    ];
  const configuration = await configurationOf(project, environment);
  const result = await deployOnHost(
    environment,
    {
      ...requestBase(project, environment),
      watch: shortened(environment.policy.watch),
      deployment: newDeploymentId(),
      kind: 'deploy',
      candidate: { release, configHash: configurationHash(configuration) },
      archive: artifact.path,
      configuration,
      planHash: '',
      reason: 'brought back from the record',
    },
    progress,
  );
  if (wentWell(result)) return [];
  if (isLive) throw cannotServe({ environment, recorded }, result.summary);
  return [`${release.id}, to revert to in ${environment.name}, does not serve any more: ${result.summary}`];
}

function shortened(watch: WatchPolicy): WatchPolicy {
  const { window, every, minSamples } = watch;
  return {
    ...watch,
    window: Math.min(window, SHORT_WATCH.window),
    every: Math.min(every, SHORT_WATCH.every),
    minSamples: Math.min(minSamples, SHORT_WATCH.minSamples),
  };
}

function cannotServe(
  { environment, recorded }: Pick<Wish, 'environment' | 'recorded'>,
  why: string,
): UserError {
  const { release } = recorded.payload;
  return new UserError({
    code: 'revert-target-broken',
    message: `Expected ${release}, which the record says serves in ${environment.name}, to serve on this fresh host; it does not: ${why}`,
    remedy: `Mend what keeps it from serving. To go on without it, mark its deployment ${recorded.id} as inactive in GitHub: then nothing can be reverted to.`,
  });
}
