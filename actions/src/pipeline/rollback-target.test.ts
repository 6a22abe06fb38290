import { describe, expect, it } from '@jest/globals';
import type { Served } from '../ledger/events.ts';
import { releaseOf, type Digest } from '../release/release.ts';
import { rollbackTarget } from './rollback-target.ts';

const [old, middle, live] = ['a', 'b', 'c'].map((letter): Served => {
  const facts = { version: '1.0.0', commit: letter.repeat(40), digest: letter.repeat(64) as Digest };
  return { release: releaseOf(facts), configHash: letter };
}) as [Served, Served, Served];
const observation = {
  previous: middle,
  releases: [old, middle, live].map((served) => ({ served, mark: 'good', schema: null, order: 1 })),
  requests: [{ request: 'ticket-1', candidate: old }],
};

describe('a rollback’s target', () => {
  it('is the newest good release older than the live one', () => {
    expect(rollbackTarget('production', observation, {})).toBe(middle);
  });

  it('is the one named, though it may be another', () => {
    expect(rollbackTarget('production', observation, { to: old.release.id })).toBe(old);
  });

  it('is where the same request went before, whatever is live by now', () => {
    expect(rollbackTarget('production', observation, { request: 'ticket-1' })).toBe(old);
    const named = { request: 'ticket-1', to: middle.release.id };
    expect(rollbackTarget('production', observation, named)).toBe(old);
    expect(rollbackTarget('production', observation, { request: 'ticket-2' })).toBe(middle);
  });

  it.each(['', ' '])('is not chosen for a request without an id: %j', (request) => {
    expect(() => rollbackTarget('production', observation, { request })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  it('is nothing where there is no good release to go to', () => {
    expect(() => rollbackTarget('production', { ...observation, previous: null }, {})).toThrow(
      expect.objectContaining({ code: 'nothing-to-revert-to' }),
    );
  });

  it.each([middle.release.id.slice(0, -1), middle.release.digest, ''])(
    'is not guessed from what is no release’s id: %j',
    (to) => {
      expect(() => rollbackTarget('production', observation, { to })).toThrow(
        expect.objectContaining({ code: 'unknown-release' }),
      );
    },
  );

  it('names the nearest releases when the one asked for is unknown', () => {
    try {
      rollbackTarget('production', observation, { to: `${middle.release.id}x` });
    } catch (error) {
      expect((error as { remedy: string }).remedy).toMatch(`Nearest: ${middle.release.id}`);
    }
    expect.assertions(1);
  });
});
