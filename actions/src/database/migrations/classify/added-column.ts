import type { ColumnDef, Constraint, ConstrType, Node } from 'libpg-query';
import { contract, expand, strongest, type Judgement } from './judgement.ts';
import { functionsIn, namesIn, nodesIn } from './parse-tree.ts';

type Rule = (constraint: Constraint, column: ColumnDef) => Judgement;

/** A constraint with no rule here makes the column `contract`. */
const RULES: Readonly<Partial<Record<ConstrType, Rule>>> = {
  CONSTR_NULL: () => expand('may be left out'),
  CONSTR_DEFAULT: judgeDefault,
  CONSTR_NOTNULL: judgeNotNull,
  CONSTR_CHECK: judgeCheck,
  CONSTR_FOREIGN: () => expand('refers to rows of another table'),
  CONSTR_GENERATED: ({ generated_kind: kind }) =>
    kind === 'v' ? expand('is computed when read') : contract('rewrites every row while the table is locked'),
};

const REWRITES = contract('rewrites every row while the table is locked');
const SERIAL_TYPES = new Set(['serial', 'bigserial', 'smallserial', 'serial2', 'serial4', 'serial8']);
/** Computed once a transaction, so PostgreSQL stores the value once instead of rewriting the rows. */
const STABLE_FUNCTIONS = new Set(['now', 'statement_timestamp', 'transaction_timestamp']);
const CONSTANT_NODES = new Set([
  'A_Const',
  'TypeCast',
  'A_Expr',
  'A_ArrayExpr',
  'SQLValueFunction',
  'FuncCall',
  'String',
]);
/** Those that give NULL for NULL, which a check lets pass. */
const STRICT_NODES = new Set([
  'A_Const',
  'TypeCast',
  'A_Expr',
  'A_ArrayExpr',
  'BoolExpr',
  'ColumnRef',
  'List',
  'String',
]);

/** A new column leaves the release before alone when that can leave it out and no row is rewritten for it. */
export function judgeAddedColumn(column: ColumnDef): Judgement {
  const type = namesIn(column.typeName?.names).at(-1) ?? '';
  const constraints = (column.constraints ?? []).map((node) => {
    const constraint = 'Constraint' in node ? node.Constraint : {};
    const rule = constraint.contype === undefined ? undefined : RULES[constraint.contype];
    return (
      rule?.(constraint, column) ??
      contract('the column’s constraint may refuse what the release before writes')
    );
  });
  const base = SERIAL_TYPES.has(type) ? REWRITES : expand('adds a column that may be left out');
  return strongest([base, ...constraints], base);
}

function judgeDefault({ raw_expr: value }: Constraint): Judgement {
  return isConstant(value) ? expand('has a constant default') : REWRITES;
}

function judgeNotNull(_: Constraint, { constraints = [] }: ColumnDef): Judgement {
  const hasValue = constraints.some(
    (node) =>
      'Constraint' in node &&
      node.Constraint.contype === 'CONSTR_DEFAULT' &&
      !JSON.stringify(node.Constraint.raw_expr).includes('"isnull":true'),
  );
  return hasValue
    ? expand('has a default')
    : contract('the release before does not know that it must give a value');
}

function judgeCheck({ raw_expr: condition }: Constraint, { colname = '' }: ColumnDef): Judgement {
  const nodes = nodesIn(condition);
  const passesWhenLeftOut = nodes.every(
    ({ tag, body }) =>
      STRICT_NODES.has(tag) &&
      (tag !== 'ColumnRef' || namesIn(body).join('.') === colname) &&
      (tag !== 'A_Expr' || !JSON.stringify(body).includes('DISTINCT')),
  );
  return passesWhenLeftOut
    ? expand('its check passes when it is left out')
    : contract('its check may refuse what the release before writes');
}

function isConstant(value: Node | undefined): boolean {
  return (
    nodesIn(value).every(({ tag }) => CONSTANT_NODES.has(tag)) &&
    functionsIn(value).every((name) => STABLE_FUNCTIONS.has(name))
  );
}
