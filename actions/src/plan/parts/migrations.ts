import type { Plan } from '../../pipeline/plan.ts';
import { tableOf } from '../../runner/summary.ts';
import { cell, code, counted, section } from '../markdown.ts';

/** What happens to the database, and which releases can be gone back to afterwards: the revert floor. */
export function migrationsPart({ migrations, revertible }: Plan): string {
  return section(
    `Database: ${migrations.length === 0 ? 'no migration' : counted(migrations.length, 'migration')}`,
    migrations.length === 0 ? '' : migrationsTable(migrations),
    revertible.length === 0
      ? 'No other release was good here: there is none to go back to afterwards.'
      : revertibleTable(revertible),
  );
}

function migrationsTable(migrations: Plan['migrations']): string {
  const rows = migrations.map(({ name, class: migrationClass, takesAway, unsaved }) => [
    code(name),
    takesAway.length + unsaved.length === 0 ? migrationClass : `⚠️ **${migrationClass}**`,
    listed(takesAway),
    listed(unsaved),
  ]);
  const head = ['migration', 'class', 'takes away (saved first)', 'can’t be put back'];
  return tableOf({ head, rows, of: 'migrations' });
}

function revertibleTable(revertible: Plan['revertible']): string {
  const rows = revertible.map(({ release, why }) => [
    code(release),
    why === null ? '✅ yes' : `⛔ no: it ${cell(why)}`,
  ]);
  return tableOf({ head: ['release', 'can be gone back to afterwards'], rows, of: 'releases' });
}

function listed(texts: readonly string[]): string {
  return texts.length === 0 ? '–' : cell(texts.join('; '));
}
