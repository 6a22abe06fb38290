import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../host/host.ts';
import type { Program } from '../host/program.ts';

/** Virtual time; the wall clock alone may be set wrong. */
export function simulatedClock(host: Host, program: Program): Clock {
  return {
    now: () => host.wallClock,
    monotonic: () => host.timeline.now,
    sleep: (milliseconds, signal) => program.wait(milliseconds, signal),
  };
}
