import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../actions/src/errors.ts';
import type { PackagedArtifact } from '../actions/src/artifact/package.ts';
import type { Given } from './benchmark.ts';
import {
  environmentNamed,
  openWorkbench,
  policyWith,
  WATCH,
  type Defect,
  type Workbench,
} from '../tests/support/workbench.ts';

/** The name of the one environment. */
export const BENCHED = 'bench';

/** Short, and with limits that no noise reaches: whether a release is well is not what is measured. */
const PATIENT_WATCH = {
  ...WATCH,
  window: '1s',
  every: '200ms',
  minSamples: 8,
  p99Limit: '9s',
  p99Floor: '9s',
};
const STOP_WITHIN_MS = 60_000;

export interface BenchedEnvironment {
  readonly bench: Workbench;
  readonly artifacts: readonly [PackagedArtifact, PackagedArtifact];
}

/** Lends a workbench where the first of two good releases serves; takes everything down again whatever happens. */
export async function withBenchedEnvironment<Result>(
  defects: readonly [Defect, Defect],
  { stopped, say }: Given,
  work: (environment: BenchedEnvironment) => Promise<Result>,
): Promise<Result> {
  const bench = await openWorkbench(policyWith([environmentNamed(BENCHED, { watch: PATIENT_WATCH })]));
  try {
    say('Building two releases');
    const artifacts = [await bench.build(defects[0]), await bench.build(defects[1])] as const;
    stopped.throwIfAborted();
    say('Deploying the first, with a database of its own');
    await deployArtifact(bench, artifacts[0]);
    stopped.throwIfAborted();
    return await work({ bench, artifacts });
  } finally {
    say('Stopping everything');
    await closeWorkbench(bench, say);
  }
}

export async function deployArtifact(
  bench: Workbench,
  { digest }: PackagedArtifact,
): Promise<Record<string, unknown>> {
  const { exitCode, json, text } = await bench.run(['deploy', BENCHED, '--artifact', digest, '--yes']);
  if (exitCode !== 0) throw new Error(`The deployment ended with ${exitCode}.\n${text}`);
  return json;
}

/** A deployment whose command was interrupted goes on until its host has reverted it; nothing can be stopped before. */
async function closeWorkbench(bench: Workbench, say: Given['say']): Promise<void> {
  const deadline = performance.now() + STOP_WITHIN_MS;
  for (;;) {
    const { exitCode, text } = await bench
      .run(['stop'])
      .catch((error: unknown) => ({ exitCode: -1, text: messageOf(error) }));
    if (exitCode === 0) break;
    if (performance.now() > deadline) throw new Error(`Nothing could be stopped in ${bench.home}.\n${text}`);
    say(`Stopping everything, which was refused (${exitCode})`);
    await delay(500);
  }
  await bench.close();
}
