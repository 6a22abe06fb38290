import type { Drop } from '../../../artifact/manifest.ts';

/** Each kind of loss of a table once, and none that a greater one holds already. */
export function withoutCovered(drops: readonly Drop[]): readonly Drop[] {
  const tables = [...new Set(drops.map(({ table }) => table))];
  return tables.flatMap((table) =>
    ofTable(
      table,
      drops.filter((drop) => drop.table === table),
    ),
  );
}

function ofTable(table: string, drops: readonly Drop[]): readonly Drop[] {
  function has(kind: Drop['kind']): boolean {
    return drops.some((drop) => drop.kind === kind);
  }
  if (has('table')) return [{ kind: 'table', table }];
  const dropped = columnsOf('columns', drops);
  const changed = columnsOf('values', drops).filter((column) => !dropped.includes(column));
  return [
    ...(has('rows') ? [{ kind: 'rows', table } as const] : []),
    ...(dropped.length > 0 ? [{ kind: 'columns', table, columns: dropped } as const] : []),
    ...(changed.length > 0 ? [{ kind: 'values', table, columns: changed } as const] : []),
  ];
}

function columnsOf(kind: 'columns' | 'values', drops: readonly Drop[]): string[] {
  return [...new Set(drops.flatMap((drop) => (drop.kind === kind ? drop.columns : [])))];
}
