import { describe, expect, it } from '@jest/globals';
import { drained, Timeline } from './timeline.ts';

describe('a timeline', () => {
  it('lets things happen in the order of their time, and those of one time in the order of their asking', () => {
    const timeline = new Timeline();
    const happened: string[] = [];
    for (const [name, after] of [
      ['d', 20],
      ['b', 10],
      ['c', 10],
      ['a', 0],
    ] as const) {
      timeline.after(after, () => happened.push(`${name}${timeline.now}`));
    }
    while (timeline.advance());
    expect(happened).toEqual(['a0', 'b10', 'c10', 'd20']);
  });

  it('forgets what was taken back', () => {
    const timeline = new Timeline();
    timeline.cancel(
      timeline.after(1, () => {
        throw new Error('it happened');
      }),
    );
    expect(timeline.advance()).toBe(false);
  });
});

it('is drained only when the longest chain of promises has come to its end', async () => {
  await drained();
  let steps = 0;
  async function chain(): Promise<void> {
    for (; steps < 1000; steps += 1) await Promise.resolve();
  }
  void chain();
  await drained();
  expect(steps).toBe(1000);
});
