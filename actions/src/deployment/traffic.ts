import type { DeploymentPorts } from './ports.ts';
import { probe, type SmokeProbe } from './smoke.ts';

/** So many at a time: enough that a request is under way at any moment. */
const CLIENTS = 4;
const ANSWER_MS = 10_000;
const PAUSE_MS = 5;

export interface Traffic {
  readonly asked: number;
  /** What was wrong, once each. */
  readonly failures: readonly string[];
  readonly failed: number;
}

/** Asks the smoke probes at users' own address, over and over, until it is told to stop; nobody asks twice. */
export function generateTraffic(
  { network, clock, front }: Pick<DeploymentPorts, 'network' | 'clock' | 'front'>,
  smoke: readonly SmokeProbe[],
): { stop: () => Promise<Traffic> } {
  const failures = new Set<string>();
  let [asked, failed, isStopped] = [0, 0, false];

  async function client(offset: number): Promise<void> {
    for (let turn = offset; !isStopped; turn += 1) {
      const each = smoke[turn % smoke.length];
      if (each === undefined) return;
      asked += 1;
      const answer = await probe(network, { port: front.port }, { smoke: each, timeoutMs: ANSWER_MS });
      if (answer.kind === 'failed') {
        failed += 1;
        failures.add(answer.message);
      }
      await clock.sleep(PAUSE_MS);
    }
  }

  const running = Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
  // Told by `stop`.
  running.catch(() => undefined);
  return {
    async stop() {
      isStopped = true;
      await running;
      return { asked, failed, failures: [...failures] };
    },
  };
}
