import password from '@inquirer/password';
import { UserError } from '../../actions/src/errors.ts';

type Streams = Parameters<typeof password>[1];

/** Asks on the terminal, which shows nothing of what is typed. Empty means none. `UserError` approval-denied for Ctrl+C. */
export async function hiddenInput(
  question: string,
  streams: Streams = { output: process.stderr },
): Promise<string> {
  try {
    return await password({ message: question, mask: false }, streams);
  } catch (cause) {
    if (!Error.isError(cause) || cause.name !== 'ExitPromptError') throw cause;
    throw new UserError({
      code: 'approval-denied',
      message: 'Asked for a secret, and was told to stop.',
      remedy: 'Nothing was changed.',
    });
  }
}
