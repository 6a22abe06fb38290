/** What to do about a dead worker. */
export type Restart = { readonly kind: 'restart'; readonly afterMs: number } | { readonly kind: 'give-up' };

/** `deathsInARow`: this death and those before it, since a worker last served for a while. */
export interface Deaths {
  readonly deathsInARow: number;
  readonly hasAnyEverListened: boolean;
}

const GIVE_UP_AT = 5;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5000;

/**
 * A service that never listened is broken, and saying so ends it soon. One that did listen is never given up:
 * its workers are forked again after 50 ms, doubled up to 5 s.
 */
export function afterDeath({ deathsInARow, hasAnyEverListened }: Deaths): Restart {
  if (!hasAnyEverListened && deathsInARow >= GIVE_UP_AT) return { kind: 'give-up' };
  const afterMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(deathsInARow - 1, 20), LONGEST_WAIT_MS);
  return { kind: 'restart', afterMs };
}
