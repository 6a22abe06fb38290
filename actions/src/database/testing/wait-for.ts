import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `look` sees something, and returns it; fails after `withinMs`. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | undefined>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`${what}: not seen within ${withinMs} ms`);
    await delay(10);
  }
}
