import type { Node, RangeVar } from 'libpg-query';
import { isWeaker, type Judgement } from './judgement.ts';

/** The tables that the migration itself made: no release before it knows them, so nothing done to them can hurt. */
export class NewTables {
  readonly #names = new Set<string>();

  has(relation: RangeVar | undefined): boolean {
    return relation !== undefined && this.#names.has(nameOf(relation));
  }

  /** Takes note of a statement once it is judged. */
  follow(node: Node, judgement: Judgement): void {
    // A rename, a drop, a changed search_path: from here on a name may mean another table.
    if (!isWeaker(judgement.class, 'contract')) this.#names.clear();
    const created = createdBy(node);
    if (created !== undefined) this.#names.add(nameOf(created));
  }
}

/** With IF NOT EXISTS the table may be an old one. */
function createdBy(node: Node): RangeVar | undefined {
  if ('CreateStmt' in node && node.CreateStmt.if_not_exists !== true) return node.CreateStmt.relation;
  if ('CreateTableAsStmt' in node && node.CreateTableAsStmt.if_not_exists !== true) {
    return node.CreateTableAsStmt.into?.rel;
  }
  return undefined;
}

function nameOf({ schemaname = '', relname = '' }: RangeVar): string {
  return JSON.stringify([schemaname, relname]);
}
