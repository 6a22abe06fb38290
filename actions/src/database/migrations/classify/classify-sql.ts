import type { MigrationClass } from '../../../artifact/manifest.ts';
import { expand, strongest, type Judgement } from './judgement.ts';
import { NewTables } from './new-tables.ts';
import { judgeStatement } from './statement-rules.ts';
import { parseStatements, type Statement } from './statements.ts';

export interface Reason extends Judgement {
  readonly statement: string;
  /** In the SQL that was classified, from 1. */
  readonly line: number;
}

export interface Classification {
  /** The strongest of the statements’. */
  readonly class: MigrationClass;
  /** One a statement, in their order. */
  readonly reasons: readonly Reason[];
}

const STATEMENT_LENGTH = 120;

/**
 * What a piece of SQL does to the code that runs before it, judged statement by statement. What is not known to be
 * harmless is `contract`: it is never taken for weaker than it may be. Fails with `migration-invalid`.
 */
export async function classifySql(sql: string): Promise<Classification> {
  return classifyStatements(await parseStatements(sql, (line) => `line ${line}`));
}

export function classifyStatements(statements: readonly Statement[]): Classification {
  const newTables = new NewTables();
  const reasons = statements.map(({ node, text, line }) => {
    const judgement = judgeStatement(node, newTables);
    newTables.follow(node, judgement);
    return { ...judgement, statement: abbreviate(text), line };
  });
  return { class: strongest(reasons, expand('it does nothing')).class, reasons };
}

/** On one line, for messages. */
export function abbreviate(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= STATEMENT_LENGTH ? line : `${line.slice(0, STATEMENT_LENGTH - 1)}…`;
}
