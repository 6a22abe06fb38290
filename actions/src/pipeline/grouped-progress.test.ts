import { expect, it } from '@jest/globals';
import { groupedProgress } from './grouped-progress.ts';

it('groups the lines of each task, and lets none of them be a command', async () => {
  const said: string[] = [];
  const progress = groupedProgress({ say: (line) => said.push(line) });
  const result = await progress.task('Do\nit', (note) => {
    note('one\n  ::set-env name=A::b');
    return Promise.resolve(7);
  });
  progress.show('::error::no');
  expect(result).toBe(7);
  expect(said).toEqual([
    '::group::Do it',
    '  one',
    '  : :set-env name=A::b',
    '::endgroup::',
    expect.stringMatching(/^Do it: done in \d/),
    ': :error::no',
  ]);
  expect(said.filter((line) => /^\s*::(?!group|endgroup)/.test(line))).toEqual([]);
});
