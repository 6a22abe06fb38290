import type { AlterTableCmd, AlterTableStmt, AlterTableType, ColumnDef, Constraint } from 'libpg-query';
import { judgeAddedColumn } from './added-column.ts';
import { contract, expand, irreversible, strongest, type Judgement } from './judgement.ts';
import { namesIn } from './parse-tree.ts';

type Rule = (command: AlterTableCmd) => Judgement;

/** A change with no rule here is `contract`. */
const RULES: Readonly<Partial<Record<AlterTableType, Rule>>> = {
  AT_AddColumn: ({ def }) => judgeAddedColumn(columnIn(def)),
  AT_AddConstraint: judgeConstraint,
  AT_ValidateConstraint: () => expand('the constraint binds new rows already'),
  AT_DropColumn: () => irreversible('the column’s values are lost'),
  AT_AlterColumnType: judgeType,
  AT_SetNotNull: () => contract('rows without a value that the release before writes are refused'),
  AT_DropNotNull: () => expand('allows more than before'),
  AT_ColumnDefault: ({ def }) =>
    def === undefined ? contract('the release before may leave the column out') : expand('sets a default'),
  AT_SetStatistics: () => expand('tunes the table'),
  AT_SetStorage: () => expand('tunes the table'),
  AT_SetRelOptions: () => expand('tunes the table'),
  AT_ResetRelOptions: () => expand('tunes the table'),
};

/** Types that hold whatever the usual narrower ones held: integers, numerics, strings. */
const WIDE_TYPES = new Set(['text', 'varchar', 'int8', 'numeric']);

export function judgeAlterTable({ cmds = [] }: AlterTableStmt): Judgement {
  const judgements = cmds.map((node) => judgeCommand('AlterTableCmd' in node ? node.AlterTableCmd : {}));
  return strongest(judgements, expand('changes nothing'));
}

export function judgeCommand(command: AlterTableCmd): Judgement {
  const rule = command.subtype === undefined ? undefined : RULES[command.subtype];
  return rule?.(command) ?? contract('the change is not known to be harmless');
}

/** NOT VALID spares the old rows and the lock; that the new rows are checked is taken as agreed. */
function judgeConstraint({ def }: AlterTableCmd): Judgement {
  const constraint: Constraint = def !== undefined && 'Constraint' in def ? def.Constraint : {};
  const isNotNull = constraint.contype === 'CONSTR_NOTNULL';
  if (constraint.skip_validation === true && !isNotNull) return expand('binds new rows only');
  return contract('rows that the release before writes may be refused');
}

function judgeType({ def }: AlterTableCmd): Judgement {
  const { typeName, raw_default: using } = columnIn(def);
  const type = namesIn(typeName?.names).at(-1) ?? '';
  if (using !== undefined) return irreversible('USING computes new values; the old ones are lost');
  if (!WIDE_TYPES.has(type) || typeName?.typmods !== undefined) {
    return irreversible(`${type} may be narrower than the type before; what does not fit is lost`);
  }
  return contract('the release before knows the old type only, and the table is rewritten');
}

function columnIn(def: AlterTableCmd['def']): ColumnDef {
  return def !== undefined && 'ColumnDef' in def ? def.ColumnDef : {};
}
