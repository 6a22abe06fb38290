import { setTimeout as pause } from 'node:timers/promises';

/** For what starts programs: on a busy machine two services with their workers have taken more than 15 s. */
export const STARTS_WITHIN_MS = 100_000;

/** Asks again and again until the fact is true; an error counts as "not yet". Fails after `withinMs`. */
export async function eventually(
  fact: string,
  isTrue: () => Promise<boolean> | boolean,
  withinMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      if (await isTrue()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(15);
  }
  throw new Error(`Waited ${withinMs} ms in vain for: ${fact}`, { cause: last });
}
