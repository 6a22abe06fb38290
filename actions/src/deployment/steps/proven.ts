import { StepFailed } from '../failure.ts';
import { proveEveryWorker } from '../readiness.ts';
import type { Run, Step } from '../run.ts';
import { probe } from '../smoke.ts';

const PROBE_MS = 5000;
/** Each probe is asked so often for each worker: connections are given to workers in turn. */
const PROBES_A_WORKER = 2;

/** Before one user reaches it: every worker ready, each of them what was started, and every smoke probe answered. */
export const proven: Step = {
  name: 'proven',
  async perform(run) {
    const withinMs = run.request.limits.readyWithin;
    const { count } = await proveEveryWorker(run.ports, run.candidate, { withinMs });
    const messages = await failedProbes(run, count * PROBES_A_WORKER);
    if (messages.length > 0) {
      const findings = messages.map((message) => ({ code: 'smoke-failed' as const, message }));
      throw new StepFailed({ code: 'smoke-failed', summary: messages[0] ?? '', findings });
    }
    return `${count} workers ready, ${run.request.smoke.length} smoke probes answered`;
  },
};

async function failedProbes({ ports, request, candidate }: Run, times: number): Promise<string[]> {
  const messages = new Set<string>();
  for (const smoke of request.smoke) {
    for (let time = 0; time < times; time += 1) {
      const answer = await probe(ports.network, candidate, { smoke, timeoutMs: PROBE_MS });
      if (answer.kind === 'failed') {
        messages.add(answer.message);
        break;
      }
    }
  }
  return [...messages];
}
