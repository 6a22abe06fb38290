import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a fact, for at most 40 s. */
export async function waitUntil(fact: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!(await fact())) {
    if (performance.now() > deadline) throw new Error(`Waited 40 s until ${what}`);
    await delay(10);
  }
}
