import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PackagedArtifact } from '../actions/src/artifact/package.ts';
import { configurationHash } from '../actions/src/configuration/environment-file.ts';
import type { DeploymentOrder } from '../actions/src/host-connection/host-connection.ts';
import type { Timings } from '../actions/src/ledger/events.ts';
import { configurationOf } from '../actions/src/pipeline/configuration.ts';
import { servesThroughTheFront } from '../actions/src/pipeline/front-check.ts';
import type { Environment, Project } from '../actions/src/pipeline/project.ts';
import { newDeploymentId, requestBase } from '../actions/src/pipeline/promotion.ts';

/** What came to serve instead of what, and when: milliseconds since the epoch. */
export interface Rename {
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

export interface Round {
  readonly kind: 'switch' | 'revert';
  /** When the host was asked. */
  readonly askedAt: number;
  readonly toCandidate: Rename;
  /** The host's own way back, in a `revert`. */
  readonly back: Rename | undefined;
  readonly timings: Timings;
  /** Just before: nothing was under way but traffic. */
  readonly steady: { readonly from: number; readonly to: number };
}

interface Stage {
  readonly project: Project;
  readonly environment: Environment;
  /** The first one serves and is good. */
  readonly artifacts: readonly [PackagedArtifact, PackagedArtifact];
  readonly stopped: AbortSignal;
}

const STEADY_MS = 2000;

/** Deploys one release over the other, so many times confirmed and then so many times not: those the host reverts. */
export async function performRounds(
  stage: Stage,
  count: number,
  say: (text: string) => void,
): Promise<Round[]> {
  const rounds: Round[] = [];
  let [live, other] = stage.artifacts;
  const kinds = (['switch', 'revert'] as const).flatMap((kind) => Array.from({ length: count }, () => kind));
  for (const kind of kinds) {
    say(`Deployment ${rounds.length + 1} of ${kinds.length} under traffic`);
    rounds.push(await performRound(stage, { kind, live, candidate: other }));
    if (kind === 'switch') [live, other] = [other, live];
  }
  return rounds;
}

async function performRound(
  stage: Stage,
  wish: { kind: Round['kind']; live: PackagedArtifact; candidate: PackagedArtifact },
): Promise<Round> {
  const { environment, stopped } = stage;
  const { kind, candidate } = wish;
  const [from, to] = [wish.live.release.id, candidate.release.id];
  const steadySince = Date.now();
  await delay(STEADY_MS, undefined, { signal: stopped });
  const askedAt = Date.now();
  let switchedAt = Number.NaN;
  const result = await environment.host.deploy(await requestFor(stage, candidate), {
    onEvent: () => undefined,
    async confirm() {
      switchedAt = await renamedAt(environment);
      if (kind === 'revert' || stopped.aborted) return false;
      return servesThroughTheFront(environment.url, candidate.release);
    },
  });
  stopped.throwIfAborted();
  const { outcome, reasonCode, summary, timings } = result;
  if (outcome !== EXPECTED[kind].outcome || reasonCode !== EXPECTED[kind].reasonCode)
    throw new Error(`Expected the deployment to end ${EXPECTED[kind].outcome}; ${outcome}: ${summary}`);
  const back = kind === 'revert' ? { at: await renamedAt(environment), from: to, to: from } : undefined;
  const toCandidate = { at: switchedAt, from, to };
  return { kind, askedAt, toCandidate, back, timings, steady: { from: steadySince, to: askedAt } };
}

const EXPECTED = {
  switch: { outcome: 'deployed', reasonCode: 'deployed' },
  revert: { outcome: 'reverted', reasonCode: 'abandoned' },
} as const;

async function requestFor(
  { project, environment }: Stage,
  { release, path }: PackagedArtifact,
): Promise<DeploymentOrder> {
  const configuration = await configurationOf(project, environment);
  return {
    ...requestBase(project, environment),
    deployment: newDeploymentId(),
    kind: 'deploy',
    candidate: { release, configHash: configurationHash(configuration) },
    archive: path,
    configuration,
    planHash: '',
  };
}

/** A rename sets the link's ctime: the kernel's own record of the moment, early by its clock's ticks (measured: 4 to 8 ms). */
async function renamedAt({ hostRoot }: Environment): Promise<number> {
  return (await lstat(join(hostRoot, 'run/current.sock'))).ctimeMs;
}
