import type { Drop, Losses } from '../../../artifact/manifest.ts';
import type { MigrationFile } from '../../../artifact/migrations.ts';
import { isWeaker } from '../classify/judgement.ts';
import { NewTables } from '../classify/new-tables.ts';
import { judgeStatement } from '../classify/statement-rules.ts';
import { parseStatements } from '../classify/statements.ts';
import { upPart } from '../migration-sql.ts';
import { withoutCovered } from './covered.ts';
import { Names } from './names.ts';
import { lossesOf } from './statement-losses.ts';

/**
 * The migrations with what each takes away, as far as its SQL tells: what is saved before it runs, and what is not.
 * A migration that declares `expand` or `backfill` takes nothing away that a release reads; one with a line
 * `-- save: none` asks for nothing to be saved. For packaging: it needs the SQL parser. Fails with `migration-invalid`.
 */
export async function findLosses(
  migrations: readonly MigrationFile[],
): Promise<readonly (MigrationFile & Losses)[]> {
  return await Promise.all(migrations.map(async (file) => ({ ...file, ...(await lossesIn(file)) })));
}

async function lossesIn(file: MigrationFile): Promise<Losses> {
  if (isWeaker(file.class, 'contract')) return { drops: [], unsaved: [] };
  const content = file.content.toString('utf8');
  const { sql, firstLine } = upPart(content);
  const statements = await parseStatements(sql, (line) => `${file.name}:${firstLine + line - 1}`);
  const newTables = new NewTables();
  const names = new Names();
  const drops: Drop[] = [];
  const unsaved: string[] = [];
  for (const statement of statements) {
    const judgement = judgeStatement(statement.node, newTables);
    const losses = lossesOf(statement, { judgement, newTables, names });
    drops.push(...losses.drops);
    unsaved.push(...losses.unsaved);
    newTables.follow(statement.node, judgement);
    names.follow(statement.node);
  }
  if (asksForNoSave(content)) return { drops: [], unsaved: [...drops.map(givenUp), ...unsaved] };
  return { drops: withoutCovered(drops), unsaved: [...new Set(unsaved)] };
}

function asksForNoSave(content: string): boolean {
  return /^-- save: none\s*$/m.test(content);
}

function givenUp(drop: Drop): string {
  const columns = 'columns' in drop ? ` (${drop.columns.join(', ')})` : '';
  return `${drop.kind} of ${drop.table}${columns}: the file says “-- save: none”`;
}
