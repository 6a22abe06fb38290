import type { AlterTableCmd, AlterTableStmt, DropStmt, Node, TruncateStmt } from 'libpg-query';
import type { Drop, Losses } from '../../../artifact/manifest.ts';
import { judgeCommand } from '../classify/alter-table.ts';
import { abbreviate } from '../classify/classify-sql.ts';
import { isWeaker, type Judgement } from '../classify/judgement.ts';
import type { NewTables } from '../classify/new-tables.ts';
import { namesIn } from '../classify/parse-tree.ts';
import type { Statement } from '../classify/statements.ts';
import { changedRowsIn } from './changed-rows.ts';
import type { Loss } from './loss.ts';
import type { Names } from './names.ts';

interface Facts {
  readonly judgement: Judgement;
  readonly newTables: NewTables;
  readonly names: Names;
}

/** What one statement of a contract or irreversible migration takes away. */
export function lossesOf({ node, text }: Statement, facts: Facts): Losses {
  const drops: Drop[] = [];
  const reasons: string[] = [];
  for (const loss of found(node, facts.judgement).filter(({ from }) => !facts.newTables.has(from))) {
    const name = 'why' in loss ? loss : facts.names.tableOf(loss.from);
    if ('why' in name) reasons.push(name.why);
    else if ('drop' in loss) drops.push(loss.drop(name.table));
  }
  return { drops, unsaved: reasons.map((why) => `${abbreviate(text)}: ${why}`) };
}

function found(node: Node, judgement: Judgement): readonly Loss[] {
  if ('DropStmt' in node && node.DropStmt.removeType === 'OBJECT_TABLE') return droppedTables(node.DropStmt);
  if ('TruncateStmt' in node) return emptiedTables(node.TruncateStmt);
  if ('AlterTableStmt' in node && node.AlterTableStmt.objtype === 'OBJECT_TABLE') {
    return alteredTable(node.AlterTableStmt);
  }
  const changed = changedRowsIn(node);
  if (changed.length > 0) return changed;
  // What SQL without a rule of its own takes away, a restore leaves as it is.
  return isWeaker(judgement.class, 'contract') ? [] : [{ from: undefined, why: judgement.why }];
}

function droppedTables({ objects = [], behavior }: DropStmt): readonly Loss[] {
  const tables = objects.map((name): Loss => {
    const [relname, schemaname] = namesIn(name).toReversed();
    const from = {
      ...(relname === undefined ? {} : { relname }),
      ...(schemaname === undefined ? {} : { schemaname }),
    };
    return { from, drop: (table) => ({ kind: 'table', table }) };
  });
  return [...tables, ...cascade(behavior, 'the views that read it go with it')];
}

function emptiedTables({ relations = [], behavior, restart_seqs: restarts }: TruncateStmt): readonly Loss[] {
  const tables = relations.map((node): Loss => {
    const from = 'RangeVar' in node ? node.RangeVar : undefined;
    return { from, drop: (table) => ({ kind: 'rows', table }) };
  });
  const numbers = restarts === true ? [{ from: undefined, why: 'its numbering begins again' }] : [];
  return [...tables, ...cascade(behavior, 'the rows of the tables that refer to it go with it'), ...numbers];
}

function alteredTable({ relation, cmds = [] }: AlterTableStmt): readonly Loss[] {
  return cmds.flatMap((node): readonly Loss[] => {
    const command: AlterTableCmd = 'AlterTableCmd' in node ? node.AlterTableCmd : {};
    const { subtype, name = '', behavior } = command;
    const columns = [name];
    if (subtype === 'AT_DropColumn') {
      const dropped: Loss = { from: relation, drop: (table) => ({ kind: 'columns', table, columns }) };
      return [dropped, ...cascade(behavior, 'the views that read the column go with it')];
    }
    if (subtype === 'AT_AlterColumnType') {
      return [{ from: relation, drop: (table) => ({ kind: 'values', table, columns }) }];
    }
    const judgement = judgeCommand(command);
    return isWeaker(judgement.class, 'contract') ? [] : [{ from: relation, why: judgement.why }];
  });
}

function cascade(behavior: DropStmt['behavior'], why: string): readonly Loss[] {
  return behavior === 'DROP_CASCADE' ? [{ from: undefined, why: `CASCADE: ${why}` }] : [];
}
