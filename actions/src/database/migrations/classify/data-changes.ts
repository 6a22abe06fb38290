import type { DeleteStmt, MergeStmt } from 'libpg-query';
import { backfill, irreversible, type Judgement } from './judgement.ts';
import { nodesIn, type TreeNode } from './parse-tree.ts';

/** Changes of rows anywhere in a statement: the main one, in WITH, in a rule. */
export function dataChangesIn(node: unknown): readonly Judgement[] {
  return nodesIn(node).flatMap(judgeChange);
}

function judgeChange({ tag, body }: TreeNode): readonly Judgement[] {
  switch (tag) {
    case 'InsertStmt':
    case 'UpdateStmt':
      return [backfill('writes rows')];
    case 'DeleteStmt':
      return [judgeDelete(body as DeleteStmt)];
    case 'MergeStmt':
      return [judgeMerge(body as MergeStmt)];
    default:
      return [];
  }
}

/** A condition that looks at no column (WHERE true, 1 = 1) chooses no rows. */
function judgeDelete({ whereClause }: DeleteStmt): Judgement {
  const isSelective = nodesIn(whereClause).some(({ tag }) => tag === 'ColumnRef');
  return isSelective ? backfill('removes rows') : irreversible('removes all rows');
}

function judgeMerge({ mergeWhenClauses }: MergeStmt): Judgement {
  const removes = JSON.stringify(mergeWhenClauses).includes('"CMD_DELETE"');
  return removes ? irreversible('MERGE … DELETE removes rows') : backfill('writes rows');
}
