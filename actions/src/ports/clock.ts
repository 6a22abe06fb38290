import { setTimeout as delay } from 'node:timers/promises';

/** Time, so that a simulation can own it. Milliseconds throughout. */
export interface Clock {
  /** Wall-clock time since the epoch: for records that people read; may jump. */
  now(): number;
  /** Since an arbitrary start, never backwards: for deadlines and durations. */
  monotonic(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(milliseconds, signal) {
    await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
};
