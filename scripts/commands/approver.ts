import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { Approver } from '../../actions/src/gates/gate.ts';
import type { Progress } from '../../actions/src/pipeline/progress.ts';

/** Whoever runs the command: `--yes` is their word for what they were shown, and so is a yes on the terminal. */
export function approverHere({
  yes,
  progress,
  hasTerminal = process.stdin.isTTY,
}: {
  yes: boolean;
  progress: Progress;
  hasTerminal?: boolean;
}): Approver {
  return {
    async vouch(items) {
      const by = userHere();
      progress.show(`${by} answers for:\n${items.map((text) => `  ${text}`).join('\n')}`);
      if (yes) return { by, how: 'by --yes' };
      if (!hasTerminal) return undefined;
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      const answer = await terminal.question('Do you answer for all of these? (yes/no) ');
      terminal.close();
      return answer.trim().toLowerCase() === 'yes' ? { by, how: 'by yes on the terminal' } : undefined;
    },
  };
}

/** In a container a user may have a number alone. */
function userHere(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
