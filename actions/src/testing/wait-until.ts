import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a fact. */
export async function waitUntil(
  fact: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 40_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await fact())) {
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s until ${what}`);
    await delay(10);
  }
}
