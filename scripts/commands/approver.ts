import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { Approver } from '../../actions/src/gates/gate.ts';
import type { Progress } from '../../actions/src/pipeline/progress.ts';

/** Whoever runs the command: `--yes` is their word for what they were shown, and so is a yes on the terminal. */
export function approverHere({ yes, progress }: { yes: boolean; progress: Progress }): Approver {
  return {
    async vouch(items) {
      const by = userInfo().username;
      progress.show(`${by} answers for:\n${items.map((text) => `  ${text}`).join('\n')}`);
      if (yes) return { by, how: 'by --yes' };
      if (!process.stdin.isTTY) return undefined;
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      const answer = await terminal.question('Do you answer for all of these? (yes/no) ');
      terminal.close();
      return answer.trim().toLowerCase() === 'yes' ? { by, how: 'by yes on the terminal' } : undefined;
    },
  };
}
