import type {
  AlterEnumStmt,
  CreateFunctionStmt,
  CreateStmt,
  CreateTrigStmt,
  DoStmt,
  DropStmt,
  GrantStmt,
  IndexStmt,
  Node,
  SelectStmt,
  VariableSetStmt,
  ViewStmt,
} from 'libpg-query';
import { judgeAlterTable } from './alter-table.ts';
import { dataChangesIn } from './data-changes.ts';
import { backfill, contract, expand, irreversible, strongest, type Judgement } from './judgement.ts';
import type { NewTables } from './new-tables.ts';
import { functionsIn } from './parse-tree.ts';

type Tag = Node extends infer Each ? (Each extends Node ? keyof Each : never) : never;
type Body<T extends Tag> = Extract<Node, Record<T, unknown>>[T];
type Rules = { readonly [T in Tag]?: (statement: Body<T>, newTables: NewTables) => Judgement };

/** A statement with no rule here is `contract`. */
const RULES: Rules = {
  CreateStmt: judgeCreateTable,
  CreateTableAsStmt: () => expand('makes a table'),
  IndexStmt: judgeIndex,
  AlterTableStmt: (statement, newTables) =>
    newTables.has(statement.relation) ? expand('alters a table made here') : judgeAlterTable(statement),
  ViewStmt: judgeView,
  CreateFunctionStmt: judgeFunction,
  CreateTrigStmt: judgeTrigger,
  CreateSeqStmt: () => expand('makes a sequence'),
  CreateSchemaStmt: () => expand('makes a schema'),
  CreateEnumStmt: () => expand('makes a type'),
  CompositeTypeStmt: () => expand('makes a type'),
  CreateDomainStmt: () => expand('makes a type'),
  CreateRangeStmt: () => expand('makes a type'),
  CreateExtensionStmt: () => expand('makes an extension available'),
  CreateStatsStmt: () => expand('makes statistics'),
  CommentStmt: () => expand('comments'),
  AlterEnumStmt: judgeEnum,
  GrantStmt: judgeGrant,
  VariableSetStmt: judgeSetting,
  SelectStmt: judgeSelect,
  InsertStmt: () => backfill('writes rows'),
  UpdateStmt: () => backfill('writes rows'),
  DeleteStmt: () => backfill('removes rows'),
  MergeStmt: () => backfill('writes rows'),
  RefreshMatViewStmt: () => backfill('fills a materialized view'),
  DropStmt: judgeDrop,
  DropOwnedStmt: () => irreversible('drops everything that a role owns'),
  DropdbStmt: () => irreversible('drops a database'),
  TruncateStmt: () => irreversible('removes all rows'),
  RenameStmt: () => contract('the release before knows the old name only'),
  DoStmt: judgeDo,
};

const HARMLESS_SETTINGS = new Set(['statement_timeout', 'client_min_messages', 'check_function_bodies']);
const READING_FUNCTIONS = new Set(['count', 'max', 'min', 'now', 'pg_get_serial_sequence', 'setval']);
const LOSES_DATA = /\b(?:truncate|delete\s+from|drop\s+(?:table|column|schema|owned|database))\b/i;

export function judgeStatement(node: Node, newTables: NewTables): Judgement {
  const [tag = '', body] = Object.entries(node)[0] ?? [];
  const rule = (RULES as Record<string, ((statement: never, newTables: NewTables) => Judgement) | undefined>)[
    tag
  ];
  const judgement = rule?.(body as never, newTables) ?? contract('it is not known to be harmless');
  // What a function would change when it is called is not changed by making it.
  return tag === 'CreateFunctionStmt' ? judgement : strongest([judgement, ...dataChangesIn(node)], judgement);
}

function judgeCreateTable({ inhRelations = [], partbound }: CreateStmt): Judgement {
  if (inhRelations.length > 0 && partbound === undefined) {
    return contract('the release before sees the new table’s rows in its parent');
  }
  return expand('makes a table');
}

function judgeIndex(index: IndexStmt, newTables: NewTables): Judgement {
  if (newTables.has(index.relation)) return expand('makes an index on a table made here');
  if (index.unique === true) return contract('rows that the release before writes may be refused');
  if (index.concurrent === true) return expand('makes an index without stopping writes');
  return contract('stops all writes to the table while the index is made; use CREATE INDEX CONCURRENTLY');
}

function judgeView({ replace }: ViewStmt): Judgement {
  return replace === true
    ? contract('the release before may read the view replaced')
    : expand('makes a view');
}

function judgeFunction({ replace, options = [] }: CreateFunctionStmt): Judgement {
  if (replace === true) return contract('the release before may call the function replaced');
  if (/\bexecute\b/i.test(JSON.stringify(options)))
    return contract('the function builds SQL that can’t be seen here');
  return expand('makes a function');
}

function judgeTrigger({ relation }: CreateTrigStmt, newTables: NewTables): Judgement {
  if (newTables.has(relation)) return expand('makes a trigger on a table made here');
  return contract('changes what happens when the release before writes');
}

function judgeEnum({ oldVal }: AlterEnumStmt): Judgement {
  if (oldVal !== undefined) return contract('the release before knows the old value only');
  return expand('adds a value to a type');
}

function judgeGrant({ is_grant: isGrant }: GrantStmt): Judgement {
  return isGrant === true
    ? expand('grants a privilege')
    : contract('the release before may need the privilege');
}

function judgeSetting({ name = '' }: VariableSetStmt): Judgement {
  if (HARMLESS_SETTINGS.has(name)) return expand('changes a setting of the session');
  return contract(`changes the setting ${name}, which what follows may depend on`);
}

function judgeSelect(select: SelectStmt): Judgement {
  if (select.intoClause !== undefined) return contract('SELECT INTO; write CREATE TABLE … AS');
  const functions = functionsIn(select);
  const unknown = functions.find((name) => !READING_FUNCTIONS.has(name));
  if (unknown !== undefined) return contract(`calls ${unknown}, which may do anything`);
  return functions.includes('setval') ? backfill('moves a sequence') : expand('only reads');
}

function judgeDrop({ removeType, behavior }: DropStmt): Judgement {
  if (removeType === 'OBJECT_TABLE') return irreversible('the table’s rows are lost');
  if (behavior === 'DROP_CASCADE') return irreversible('CASCADE takes along what depends on it, data too');
  return contract('the release before may need it');
}

function judgeDo({ args = [] }: DoStmt): Judgement {
  if (LOSES_DATA.test(JSON.stringify(args))) return irreversible('the block removes data');
  return contract('a block of code may do anything');
}
