import type { Node } from 'libpg-query';
import type { Finding } from '../../verdict/verdict.ts';
import type { Statement } from './classify/statements.ts';

/**
 * Statements that don't fit the transaction a migration runs in, or, with `-- transaction: none`, the lack of one:
 * outside only one index can be made or dropped, in a way that can be repeated, as nothing undoes half of it.
 */
export function transactionFaults(
  statements: readonly Statement[],
  { outside, place }: { outside: boolean; place: (line: number) => string },
): readonly Finding[] {
  if (outside) {
    const isFit = statements.length === 1 && statements.every(({ node }) => isRepeatable(node));
    return isFit ? [] : [unfitOutside(place(statements[0]?.line ?? 1))];
  }
  return statements
    .filter(({ node }) => needsOutside(node))
    .map(({ text, line }) => unfitInside(place(line), text.slice(0, 60)));
}

function isRepeatable(node: Node): boolean {
  if ('IndexStmt' in node) {
    const { concurrent, if_not_exists: ifNotExists } = node.IndexStmt;
    return concurrent === true && ifNotExists === true;
  }
  if (!('DropStmt' in node)) return false;
  return node.DropStmt.concurrent === true && node.DropStmt.missing_ok === true;
}

function needsOutside(node: Node): boolean {
  if ('IndexStmt' in node) return node.IndexStmt.concurrent === true;
  if ('DropStmt' in node) return node.DropStmt.concurrent === true;
  return 'TransactionStmt' in node || 'VacuumStmt' in node;
}

function unfitInside(place: string, statement: string): Finding {
  return {
    code: 'migration-invalid',
    message: `${place} can’t be run in the migration’s transaction: ${statement}`,
    remedy:
      'Leave out BEGIN, COMMIT and VACUUM. Put CREATE INDEX CONCURRENTLY into a migration of its own with a line “-- transaction: none”.',
    place,
  };
}

function unfitOutside(place: string): Finding {
  return {
    code: 'migration-invalid',
    message: `${place} asks for no transaction, and is more or other than one index made or dropped repeatably.`,
    remedy:
      'Keep only CREATE INDEX CONCURRENTLY IF NOT EXISTS or DROP INDEX CONCURRENTLY IF EXISTS in it, or remove “-- transaction: none”.',
    place,
  };
}
