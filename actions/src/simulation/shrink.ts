import { runSchedule } from './run-schedule.ts';
import type { Schedule } from './schedule/schedule.ts';
import { simplerSchedules } from './schedule/simplify.ts';
import type { Spoil } from './world.ts';

/** Enough for the schedules that are generated; more is not worth the waiting. */
const MOST_RUNS = 600;

/** The simplest schedule that can be found by leaving things out and that breaks the same invariant. */
export async function shrink(
  schedule: Schedule,
  { invariant, spoil }: { invariant: string; spoil?: Spoil },
): Promise<Schedule> {
  let shortest = schedule;
  let runs = 0;
  let isShorter = true;
  while (isShorter && runs < MOST_RUNS) {
    isShorter = false;
    for (const simpler of simplerSchedules(shortest)) {
      runs += 1;
      const { violation } = await runSchedule(simpler, spoil === undefined ? {} : { spoil });
      if (violation?.invariant === invariant) {
        shortest = simpler;
        isShorter = true;
        break;
      }
      if (runs >= MOST_RUNS) break;
    }
  }
  return shortest;
}
