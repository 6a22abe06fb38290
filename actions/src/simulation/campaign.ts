import { runSchedule } from './run-schedule.ts';
import { generateSchedule } from './schedule/generate.ts';
import type { Schedule, Trouble } from './schedule/schedule.ts';
import { shrink } from './shrink.ts';
import type { Spoil, Violation } from './world.ts';

export interface Failure {
  /** Which of the seed's schedules. */
  readonly index: number;
  readonly violation: Violation;
  /** The simplest schedule that breaks the same invariant. */
  readonly shortest: Schedule;
  /** What happens in it, a line each. */
  readonly trace: readonly string[];
}

export interface Campaign {
  readonly seed: number;
  readonly schedules: number;
  readonly operations: number;
  readonly faults: Readonly<Partial<Record<Trouble['kind'], number>>>;
  /** How many schedules broke each invariant. */
  readonly violations: Readonly<Record<string, number>>;
  /** The first of each invariant. */
  readonly failures: readonly Failure[];
}

/** Which of a seed's schedules: every `step`-th from `first` on, below `schedules`. */
export interface Share {
  readonly seed: number;
  readonly schedules: number;
  readonly first?: number;
  readonly step?: number;
}

interface Manner {
  readonly spoil?: Spoil;
  readonly stopsAtFirst?: boolean;
  /** `false` leaves a failure's schedule as long as it is. */
  readonly shrinks?: boolean;
  /** Called after each schedule. */
  readonly onProgress?: (done: number, failed: number) => void;
}

/** Runs a seed's schedules, one after the other. */
export async function runCampaign(share: Share, manner: Manner = {}): Promise<Campaign> {
  const { seed } = share;
  const { spoil, stopsAtFirst = false, shrinks = true, onProgress } = manner;
  const options = spoil === undefined ? {} : { spoil };
  const tally = new Tally();
  for (const index of indexesOf(share)) {
    const schedule = generateSchedule(seed, index);
    const report = await runSchedule(schedule, options);
    tally.add(report);
    const { violation } = report;
    if (violation !== undefined && tally.isFirst(violation)) {
      tally.failures.push({ index, ...(await shown({ schedule, violation, shrinks }, options)) });
    }
    onProgress?.(tally.schedules, tally.failed);
    if (stopsAtFirst && tally.failures.length > 0) break;
  }
  return tally.campaign(seed);
}

function* indexesOf({ schedules, first = 0, step = 1 }: Share): Generator<number> {
  for (let index = first; index < schedules; index += step) yield index;
}

/** The failure as it is shown: shorter, and with all that happens in it. */
async function shown(
  { schedule, violation, shrinks }: { schedule: Schedule; violation: Violation; shrinks: boolean },
  options: { readonly spoil?: Spoil },
): Promise<Omit<Failure, 'index'>> {
  const { invariant } = violation;
  const shortest = shrinks ? await shrink(schedule, { invariant, ...options }) : schedule;
  const again = await runSchedule(shortest, { isTraced: true, ...options });
  return { violation: again.violation ?? violation, shortest, trace: again.trace };
}

class Tally {
  schedules = 0;
  failed = 0;
  readonly failures: Failure[] = [];
  #operations = 0;
  readonly #faults: Partial<Record<Trouble['kind'], number>> = {};
  readonly #violations: Record<string, number> = {};

  add({ operations, faults }: Awaited<ReturnType<typeof runSchedule>>): void {
    this.schedules += 1;
    this.#operations += operations;
    for (const [kind, times] of faults) this.#faults[kind] = (this.#faults[kind] ?? 0) + times;
  }

  /** Counts the violation; `true` for the first of its invariant. */
  isFirst({ invariant }: Violation): boolean {
    this.failed += 1;
    const times = (this.#violations[invariant] ?? 0) + 1;
    this.#violations[invariant] = times;
    return times === 1;
  }

  campaign(seed: number): Campaign {
    const { schedules, failures } = this;
    return {
      seed,
      schedules,
      operations: this.#operations,
      faults: this.#faults,
      violations: this.#violations,
      failures,
    };
  }
}
