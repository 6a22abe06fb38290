import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Failure } from '../tests/support/strict-client.ts';

/** `said`: what the answer tells of the release that gave it; empty where it tells nothing. */
export interface Answer {
  readonly name: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly at: number;
  readonly ms: number;
  readonly said: string;
}

export interface LoadResult {
  readonly answers: readonly Answer[];
  /** Their times are milliseconds since the epoch. */
  readonly failures: readonly Failure[];
}

/** What the program `load-main.ts` sends: four numbers an answer, as a hundred thousand objects are slow to send. */
export interface LoadMessage {
  readonly names: readonly string[];
  readonly said: readonly string[];
  /** Name, time, milliseconds, said; name and said as places in the lists above. */
  readonly rows: Float64Array;
  readonly failures: readonly Failure[];
}

export interface Load {
  /** Resolves with everything since the start; what is under way at that moment is not counted. */
  stop(): Promise<LoadResult>;
  /** Ends it without a result, if it still runs. */
  kill(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('load-main.ts', import.meta.url));

/** Twenty autocannon connections, flat out, in a process of their own. */
export function startLoad(url: string): Load {
  const child = fork(PROGRAM, [url], { serialization: 'advanced' });
  const ended = once(child, 'exit');
  return {
    async stop() {
      const message = Promise.race([once(child, 'message'), ended.then(() => [])]);
      // To a child that died it can’t be sent: its end says so.
      child.send('stop', () => undefined);
      const [result] = (await message) as [LoadMessage?];
      if (result === undefined) throw new Error('The load ended before it was stopped');
      await ended;
      return { answers: decode(result), failures: result.failures };
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

function decode({ names, said, rows }: LoadMessage): Answer[] {
  return Array.from({ length: rows.length / 4 }, (_, index) => {
    const [name = 0, at = 0, ms = 0, place = 0] = rows.subarray(index * 4, index * 4 + 4);
    return { name: names[name] ?? '', at, ms, said: said[place] ?? '' };
  });
}
