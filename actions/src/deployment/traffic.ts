import type { DeploymentPorts } from './ports.ts';
import { probe, type SmokeProbe } from './smoke.ts';

/** So many at a time: enough that a request is under way at any moment. */
const CLIENTS = 4;
const ANSWER_MS = 10_000;
const PAUSE_MS = 5;

export interface Count {
  readonly asked: number;
  readonly failed: number;
}

/** What began and ended while one release alone served: what was under way at a switch may be either one’s. */
export interface PartOfTraffic {
  readonly reads: Count;
  readonly writes: Count;
}

export interface Traffic extends Count {
  /** One for each `beginPart`, in order. */
  readonly parts: readonly PartOfTraffic[];
  /** What was wrong, once each. */
  readonly failures: readonly string[];
}

export interface RunningTraffic {
  /** From here on one release alone serves. */
  beginPart(): void;
  /** It is about to be switched away from. */
  endPart(): void;
  /** Resolves when the last answer is there. */
  stop(): Promise<Traffic>;
}

/** Asks each of them at users’ own address, over and over, until it is told to stop; nobody asks twice. */
export function generateTraffic(
  { network, clock, front }: Pick<DeploymentPorts, 'network' | 'clock' | 'front'>,
  requests: { readonly reads: readonly SmokeProbe[]; readonly writes: readonly SmokeProbe[] },
): RunningTraffic {
  const all = [
    ...requests.reads.map((request) => ({ request, kind: 'reads' as const })),
    ...requests.writes.map((request) => ({ request, kind: 'writes' as const })),
  ];
  const failures = new Set<string>();
  const total = new Tally();
  const parts: Record<keyof PartOfTraffic, Tally>[] = [];
  let now: (typeof parts)[number] | undefined;
  let isStopped = false;

  async function client(offset: number): Promise<void> {
    for (let turn = offset; !isStopped; turn += 1) {
      const each = all[turn % all.length];
      if (each === undefined) return;
      const part = now;
      const answer = await probe(
        network,
        { port: front.port },
        { smoke: each.request, timeoutMs: ANSWER_MS },
      );
      total.add(answer.kind);
      if (part !== undefined && part === now) part[each.kind].add(answer.kind);
      if (answer.kind === 'failed') failures.add(answer.message);
      await clock.sleep(PAUSE_MS);
    }
  }

  const running = Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
  // Told by `stop`.
  running.catch(() => undefined);
  return {
    beginPart() {
      now = { reads: new Tally(), writes: new Tally() };
      parts.push(now);
    },
    endPart() {
      now = undefined;
    },
    async stop() {
      isStopped = true;
      await running;
      return {
        ...total.count(),
        parts: parts.map(({ reads, writes }) => ({ reads: reads.count(), writes: writes.count() })),
        failures: [...failures],
      };
    },
  };
}

class Tally {
  #asked = 0;
  #failed = 0;

  add(answer: 'answered' | 'failed'): void {
    this.#asked += 1;
    if (answer === 'failed') this.#failed += 1;
  }

  count(): Count {
    return { asked: this.#asked, failed: this.#failed };
  }
}
