import { expect, it } from '@jest/globals';
import { runCampaign } from './campaign.ts';
import { runInParallel } from './parallel-campaign.ts';

const A_MINUTE = 60_000;

it(
  'runs the same schedules in several threads as in one, and finds the same',
  async () => {
    const alone = await runCampaign({ seed: 5, schedules: 41 });
    let most = 0;
    const together = await runInParallel({
      seed: 5,
      schedules: 41,
      threads: 3,
      onProgress(done) {
        most = Math.max(most, done);
      },
    });
    expect(together).toEqual(alone);
    expect(most).toBeLessThanOrEqual(41);
  },
  A_MINUTE,
);
