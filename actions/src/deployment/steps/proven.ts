import { join } from 'node:path';
import { StepFailed } from '../failure.ts';
import { proveEveryWorker } from '../readiness.ts';
import type { Run, Step } from '../run.ts';
import { failedProbes } from '../smoke.ts';

const CRASHES = 3;
/** Each probe is asked so often for each worker: connections are given to workers in turn. */
const PROBES_A_WORKER = 2;

/** Before one user reaches it: every worker ready, each of them what was started, and every smoke probe answered. */
export const proven: Step = {
  name: 'proven',
  async perform(run) {
    const withinMs = run.request.limits.readyWithin;
    const { starts } = await run.ports.supervisor.status(run.candidate.name);
    const { count } = await proveEveryWorker(run.ports, run.candidate, {
      withinMs,
      givesUp: () => crashLoop(run, starts),
    });
    const messages = await failedProbes(run.ports, run.candidate, {
      smoke: run.request.smoke,
      times: count * PROBES_A_WORKER,
    });
    if (messages.length > 0) {
      const findings = messages.map((message) => ({ code: 'smoke-failed' as const, message }));
      throw new StepFailed({ code: 'smoke-failed', summary: messages[0] ?? '', findings });
    }
    return `${count} workers ready, ${run.request.smoke.length} smoke probes answered`;
  },
};

/** A release that dies again and again before it was ever ready need not be waited for. */
async function crashLoop({ ports, candidate }: Run, startsBefore: number): Promise<StepFailed | undefined> {
  const { starts } = await ports.supervisor.status(candidate.name);
  if (starts - startsBefore < CRASHES) return undefined;
  const log = join(ports.layout.logs, `${candidate.name}.log`);
  const summary = `${candidate.served.release.id} died ${CRASHES} times before it was ready. Its log is ${log}.`;
  return new StepFailed({ code: 'start-failed', summary });
}
