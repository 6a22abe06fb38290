import { createInterface } from 'node:readline/promises';
import { UserError } from '../../actions/src/errors.ts';

/** Takes `--yes` or a person's word for what was shown. */
export async function approveSetup({ slug, yes }: { slug: string; yes: boolean }): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new UserError({
      code: 'approval-needed',
      message: `Changing the settings of ${slug} asks for a person’s yes, and there is no terminal to ask on.`,
      remedy: 'Give --yes, or run the command on a terminal.',
    });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Change ${slug} so? (yes/no) `);
  terminal.close();
  if (answer.trim().toLowerCase() === 'yes') return;
  throw new UserError({
    code: 'approval-denied',
    message: `The changes to ${slug} were not approved.`,
    remedy: 'Nothing was changed.',
  });
}
