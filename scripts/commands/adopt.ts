import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { adopt as adoptRepository, type Adoption } from '../../actions/src/adoption/adopt.ts';
import { UserError } from '../../actions/src/errors.ts';
import type { Ending, Invocation } from '../perform.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** Writes a policy and the workflows into another repository, once somebody has seen the difference and said yes. */
export async function adopt({
  repository,
  arguments: [path = ''],
  options,
  progress,
}: Invocation): Promise<Ending> {
  // npm runs scripts in the checkout’s root; paths are meant from where it was called.
  const from = process.env['INIT_CWD'] ?? repository;
  const adoption = await progress.task('Look at the repository, and try its service', (note) =>
    adoptRepository({
      path: resolve(from, path),
      workspace: options.workspace,
      uses: options.uses,
      checkout: CHECKOUT,
      note,
    }),
  );
  const changed = adoption.changes.filter(({ before, after }) => before !== after);
  if (changed.length > 0) {
    progress.show(adoption.difference);
    if (options.yes !== true) await ask(adoption);
    await adoption.write();
  }
  return ending(
    adoption,
    changed.map((change) => change.path),
  );
}

async function ask({ root }: Adoption): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new UserError({
      code: 'approval-needed',
      message: `Writing this into ${root} asks for a yes, and there is no terminal to ask on.`,
      remedy: 'Give --yes, or run the command on a terminal.',
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Write this into ${root}? (yes/no) `);
  terminal.close();
  if (answer.trim().toLowerCase() === 'yes') return;
  throw new UserError({
    code: 'approval-denied',
    message: 'The difference was not approved.',
    remedy: 'Nothing was written.',
  });
}

function ending({ root, notes, changes }: Adoption, written: readonly string[]): Ending {
  const outcome = written.length === 0 ? 'unchanged' : 'done';
  const files = changes.map(({ path }) => path);
  const told = written.length === 0 ? 'Everything is there already.' : `Written: ${written.join(', ')}.`;
  return {
    json: { outcome, reasonCode: 'done', root, written, files, notes },
    text: [...notes.map((note) => `– ${note}`), told].join('\n'),
    exitCode: 0,
  };
}
