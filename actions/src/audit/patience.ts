import { setTimeout as delay } from 'node:timers/promises';
import type { Patience } from '../advisories/post.ts';

/** Four questions over about four seconds; a registry that is down for longer is for the next run. */
export const SYSTEM_PATIENCE: Patience = {
  attempts: 4,
  firstWaitMs: 500,
  longestWaitMs: 60_000,
  timeoutMs: 30_000,
  wait: (milliseconds) => delay(milliseconds),
  random: Math.random,
};
