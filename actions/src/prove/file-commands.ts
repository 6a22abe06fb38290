/**
 * What a step wrote into its output file: `name=value` lines, and `name<<DELIMITER` with lines up to the delimiter. Throws
 * on what the runner refuses.
 */
export function readFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && delimiter !== undefined) values[name] = untilDelimiter(lines, delimiter);
    else {
      const [, plain, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      if (plain === undefined || value === undefined) throw new Error(`The runner refuses the line ${line}`);
      values[plain] = value;
    }
  }
  return values;
}

function untilDelimiter(lines: string[], delimiter: string): string {
  const end = lines.indexOf(delimiter);
  if (end < 0) throw new Error(`The runner finds no end ${delimiter}`);
  const value = lines.splice(0, end + 1);
  return value.slice(0, -1).join('\n');
}
