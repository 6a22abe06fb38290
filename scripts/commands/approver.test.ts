import { userInfo } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import type { Progress } from '../../actions/src/pipeline/progress.ts';
import { approverHere } from './approver.ts';

describe('whoever approves on this machine', () => {
  const shown: string[] = [];
  const progress: Progress = {
    task: (_title, work) => work(() => undefined),
    show(text) {
      shown.push(text);
    },
  };

  it('answers with --yes, by their name, for what they are shown', async () => {
    const approver = approverHere({ yes: true, progress, hasTerminal: false });
    expect(await approver.vouch(['Linting passes'])).toEqual({ by: userInfo().username, how: 'by --yes' });
    expect(shown.join()).toContain('Linting passes');
  });

  it('is not there without a terminal', async () => {
    const approver = approverHere({ yes: false, progress, hasTerminal: false });
    expect(await approver.vouch(['Linting passes'])).toBeUndefined();
  });
});
