import { UserError } from '../../actions/src/errors.ts';
import type { SavedMigration } from '../../actions/src/database/saved/saved-migrations.ts';
import { table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';
import { environmentOf, open } from './open.ts';

/** Without a migration: what could be put back. */
export async function restore(invocation: Invocation): Promise<Ending> {
  const [, migration] = invocation.arguments;
  const project = await open(invocation);
  const environment = environmentOf(project, invocation);
  if (migration === undefined) return listing(environment.name, await environment.host.saved());
  const reason = invocation.options.reason?.trim() ?? '';
  if (reason === '') throw noReason();
  const limits = project.policy.deployment;
  const restored = await environment.host.restore({ limits, migration, reason });
  const lines = [
    ...restored.parts.map(
      ({ kind, table: name, rows, withoutValue }) =>
        `${kind} of ${name}: ${rows} rows put back${withoutValue > 0 ? `, ${withoutValue} newer ones have no value` : ''}.`,
    ),
    ...restored.notRestored.map((what) => `Not put back: ${what}`),
  ];
  const text = [`${restored.migration} was taken back in ${environment.name}.`, ...lines].join('\n');
  return { json: { environment: environment.name, ...restored }, text, exitCode: 0 };
}

function listing(environment: string, saved: readonly SavedMigration[]): Ending {
  const rows = saved.map(({ migration, savedAt, rows: count, bytes, parts, unsaved }) => [
    migration,
    String(savedAt),
    `${count} rows, ${Math.ceil(bytes / 1024)} KiB`,
    [...parts, ...unsaved.map((what) => `not: ${what}`)].join('\n'),
  ]);
  const text =
    saved.length === 0
      ? `Nothing was taken away in ${environment} that could be put back.`
      : table(['migration', 'saved', 'size', 'what'], rows);
  return { json: { environment, saved }, text, exitCode: 0 };
}

function noReason(): UserError {
  return new UserError({
    code: 'usage',
    message: 'Expected a reason; there is none.',
    remedy: 'Say with --reason why it is put back: it goes into the ledger.',
  });
}
