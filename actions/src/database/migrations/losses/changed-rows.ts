import type { DeleteStmt, InsertStmt, MergeStmt, Node, UpdateStmt } from 'libpg-query';
import { nodesIn } from '../classify/parse-tree.ts';
import type { Loss } from './loss.ts';

/** The rows that a statement removes and the values that it overwrites, in WITH too. */
export function changedRowsIn(node: Node): readonly Loss[] {
  // A function or a rule changes rows when it is used, not when it is made.
  if ('CreateFunctionStmt' in node || 'RuleStmt' in node) return [];
  return nodesIn(node).flatMap(({ tag, body }): readonly Loss[] => {
    switch (tag) {
      case 'UpdateStmt':
        return overwritten(body as UpdateStmt);
      case 'InsertStmt':
        return overwrittenOnConflict(body as InsertStmt);
      case 'DeleteStmt':
        return removed(body as DeleteStmt);
      case 'MergeStmt':
        return merged(body as MergeStmt);
      default:
        return [];
    }
  });
}

function overwritten({
  relation,
  targetList = [],
}: Pick<UpdateStmt, 'relation' | 'targetList'>): readonly Loss[] {
  const columns = targetList.flatMap((node) => ('ResTarget' in node ? (node.ResTarget.name ?? []) : []));
  return columns.length === 0
    ? []
    : [{ from: relation, drop: (table) => ({ kind: 'values', table, columns }) }];
}

function overwrittenOnConflict({ relation, onConflictClause }: InsertStmt): readonly Loss[] {
  if (onConflictClause?.action !== 'ONCONFLICT_UPDATE') return [];
  const { targetList = [] } = onConflictClause;
  return overwritten({ ...(relation === undefined ? {} : { relation }), targetList });
}

function removed({ relation }: Pick<DeleteStmt, 'relation'>): readonly Loss[] {
  return [
    { from: relation, drop: (table) => ({ kind: 'rows', table }) },
    { from: relation, why: 'rows of other tables that ON DELETE CASCADE takes along' },
  ];
}

function merged({ relation, mergeWhenClauses = [] }: MergeStmt): readonly Loss[] {
  const target = relation === undefined ? {} : { relation };
  return mergeWhenClauses.flatMap((node): readonly Loss[] => {
    const clause = 'MergeWhenClause' in node ? node.MergeWhenClause : {};
    if (clause.commandType === 'CMD_DELETE') return removed(target);
    const { targetList = [] } = clause;
    return clause.commandType === 'CMD_UPDATE' ? overwritten({ ...target, targetList }) : [];
  });
}
