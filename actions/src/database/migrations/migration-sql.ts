/**
 * The part of a migration that is run when going up, and the line that it begins on. As node-pg-migrate cuts it, to
 * the letter: without an Up marker all of the file is run, what stands after a Down marker too.
 */
export function upPart(content: string): { readonly sql: string; readonly firstLine: number } {
  const up = content.search(marker('up'));
  const down = content.search(marker('down'));
  const start = Math.max(0, up);
  const sql = up >= 0 && down > up ? content.slice(up, down) : content.slice(start);
  return { sql, firstLine: content.slice(0, start).split('\n').length };
}

/** Whether the file asks, by a line `-- transaction: none`, to be run outside a transaction. */
export function runsOutsideTransaction(content: string): boolean {
  return /^-- transaction: none\s*$/m.test(content);
}

function marker(direction: 'up' | 'down'): RegExp {
  return new RegExp(`^\\s*--[\\s-]*${direction}\\s+migration`, 'im');
}
