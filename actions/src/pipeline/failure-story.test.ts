import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { withoutSecrets } from './failure-story.ts';

it('shows no secret of a log, the longer of two that share a beginning included', () => {
  const short = randomBytes(8).toString('hex');
  const long = `${short}${randomBytes(8).toString('hex')}`;
  expect(withoutSecrets(`a ${long} b ${short}${short}`, [short, long])).toBe('a *** b ******');
});
