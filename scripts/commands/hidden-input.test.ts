import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import { hiddenInput } from './hidden-input.ts';

function terminal(): { input: PassThrough; output: PassThrough; shown: () => string } {
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString('utf8');
  });
  return { input: new PassThrough(), output, shown: () => shown };
}

it('takes what is typed and shows nothing of it', async () => {
  const { input, output, shown } = terminal();
  const typed = randomBytes(12).toString('hex');
  const answer = hiddenInput('KEY of production:', { input, output });
  await waitUntil(() => shown().includes('KEY of production'), 'it is asked for');
  for (const letter of `${typed}\n`) input.write(letter);
  expect(await answer).toBe(typed);
  expect(shown()).toContain('KEY of production');
  for (let at = 0; at + 4 <= typed.length; at += 1) expect(shown()).not.toContain(typed.slice(at, at + 4));
});

it('is a no when it is stopped with Ctrl+C', async () => {
  const { input, output, shown } = terminal();
  const answer = hiddenInput('KEY of production:', { input, output });
  const told = expect(answer).rejects.toMatchObject({ code: 'approval-denied' });
  await waitUntil(() => shown().includes('KEY of production'), 'it is asked for');
  input.write('\u0003');
  await told;
});
