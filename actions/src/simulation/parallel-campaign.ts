import { Worker } from 'node:worker_threads';
import type { Campaign, Failure, Share } from './campaign.ts';
import type { CampaignMessage } from './campaign-message.ts';

interface Wish {
  readonly seed: number;
  readonly schedules: number;
  readonly threads: number;
  /** All threads together. */
  readonly onProgress: (done: number, failed: number) => void;
}

/** A seed's schedules, dealt out to threads. The result is the same for any number of them. */
export async function runInParallel({ seed, schedules, threads, onProgress }: Wish): Promise<Campaign> {
  const progress = Array.from({ length: threads }, () => ({ done: 0, failed: 0 }));
  const shares = await Promise.all(
    progress.map((mine, first) =>
      runShare({ seed, schedules, first, step: threads }, ({ done, failed }) => {
        Object.assign(mine, { done, failed });
        onProgress(sum(progress.map((each) => each.done)), sum(progress.map((each) => each.failed)));
      }),
    ),
  );
  return together(seed, shares);
}

function runShare(
  share: Share,
  onProgress: (message: Extract<CampaignMessage, { kind: 'progress' }>) => void,
): Promise<Campaign> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('campaign-thread.ts', import.meta.url), { workerData: share });
    thread.on('message', (message: CampaignMessage) => {
      if (message.kind === 'progress') onProgress(message);
      else resolve(message.campaign);
    });
    thread.once('error', reject);
    thread.once('exit', () => {
      reject(new Error('A thread of the simulation ended without its result.'));
    });
  });
}

function together(seed: number, shares: readonly Campaign[]): Campaign {
  return {
    seed,
    schedules: sum(shares.map(({ schedules }) => schedules)),
    operations: sum(shares.map(({ operations }) => operations)),
    faults: sumByKey(shares.map(({ faults }) => faults)),
    violations: sumByKey(shares.map(({ violations }) => violations)),
    failures: firstOfEach(shares.flatMap(({ failures }) => failures)),
  };
}

/** Each thread found its own first one of an invariant. */
function firstOfEach(failures: readonly Failure[]): Failure[] {
  const first = new Map<string, Failure>();
  for (const failure of failures.toSorted((a, b) => a.index - b.index)) {
    const { invariant } = failure.violation;
    if (!first.has(invariant)) first.set(invariant, failure);
  }
  return [...first.values()];
}

function sumByKey(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [key, times] of counts.flatMap((each) => Object.entries(each))) {
    total[key] = (total[key] ?? 0) + times;
  }
  return total;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
