import type { Node, RangeVar } from 'libpg-query';
import { functionsIn } from '../classify/parse-tree.ts';

/** What the tables that a migration names were called before it began, which is when they are saved. */
export class Names {
  #renamed = false;
  #pathChanged = false;

  /** `schema.table`, or why it can't be told. */
  tableOf(relation: RangeVar | undefined): { table: string } | { why: string } {
    const { schemaname, relname = '' } = relation ?? {};
    if (this.#renamed) return { why: 'a name was changed before it in the same migration' };
    if (schemaname === undefined && this.#pathChanged) {
      return { why: 'the search_path was changed before it and the name has no schema' };
    }
    const parts = [schemaname ?? 'public', relname];
    if (parts.some((part) => part === '' || /[."]/.test(part))) {
      return { why: 'its name holds a dot or a quote' };
    }
    return { table: parts.join('.') };
  }

  /** Takes note of a statement after which a name may mean another table. */
  follow(node: Node): void {
    if ('RenameStmt' in node || 'AlterObjectSchemaStmt' in node) this.#renamed = true;
    const isSet = 'VariableSetStmt' in node && node.VariableSetStmt.name === 'search_path';
    if (isSet || functionsIn(node).includes('set_config')) this.#pathChanged = true;
  }
}
