/**
 * The line whose counter stands for a line that has none of its own: that of the statement which goes on there. Reports count a
 * statement at its first line alone, so that a change of its third would be invisible. `undefined` for blank lines, comments,
 * and lines that belong to no counted statement, such as types. Goes by how lines end and begin, which works for languages
 * with brackets; lines are numbered from 1.
 */
export function statementLineOf(
  lines: readonly string[],
  changed: number,
  isCounted: (line: number) => boolean,
): number | undefined {
  if (!saysSomething(textAt(lines, changed))) return undefined;
  let line = changed;
  for (;;) {
    const before = previousCode(lines, line);
    if (before === undefined || !goesOn(textAt(lines, before), textAt(lines, line))) return undefined;
    if (isCounted(before)) return before;
    line = before;
  }
}

function textAt(lines: readonly string[], line: number): string {
  return (lines[line - 1] ?? '').trim();
}

const COMMENT = /^(?:\/\/|\/\*|\*|#(?:[\s!]|$)|<!--)/;
/** What closes says nothing: it is as covered as what it closes. */
const CLOSING = /^[)\]};,\s]*$/;

function saysSomething(text: string): boolean {
  return !COMMENT.test(text) && !CLOSING.test(text);
}

function previousCode(lines: readonly string[], line: number): number | undefined {
  for (let before = line - 1; before >= 1; before -= 1) {
    const text = textAt(lines, before);
    if (text !== '' && !COMMENT.test(text)) return before;
  }
  return undefined;
}

/** Open brackets, commas and operators at an end; dots, operators and closing brackets at a beginning. */
function goesOn(before: string, line: string): boolean {
  const code = before.replace(/\s*\/\/.*$/, '');
  return (
    /(?:[([{,=+\-*/%&|?:<>!~^]|=>|\b(?:return|and|or|in|of|typeof|new|await))$/.test(code) ||
    /^[.?:&|+\-*/%=<>)\]]/.test(line)
  );
}
