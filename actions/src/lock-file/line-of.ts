/**
 * Tells the line of a lock file that a package’s entry begins at, and 1 where it can’t be told. The file is gone through once, at
 * the first question.
 */
export function lineFinder(text: string): (key: string) => number {
  let lines: ReadonlyMap<string, number> | undefined;
  return (key) => {
    lines ??= entryLines(text);
    return lines.get(bare(key)) ?? 1;
  };
}

/** An entry’s line ends with its colon, or begins an object or a list behind it. */
function entryLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const [, key] = /^\s*([^\s].*?):\s*(?:[[{].*)?$/.exec(line) ?? [];
    if (key !== undefined && !lines.has(bare(key))) lines.set(bare(key), index + 1);
  }
  return lines;
}

/** Without what quotes it, and without the slash of older pnpm. */
function bare(key: string): string {
  return key.replaceAll(/["']/g, '').replace(/^\//, '');
}
