/** What stands below one unindented line: who asked for it, and what it is. */
export interface ClassicEntry {
  /** `name@range`, each of which is answered by this. */
  readonly patterns: readonly string[];
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/**
 * The entries of a `yarn.lock` of Yarn 1: unindented lines are keys, two spaces a field, four an item of a list. Whatever
 * else it is, is an error: a line that is passed over is a package that is not looked at.
 */
export function classicEntries(text: string): ClassicEntry[] {
  const drafts: Draft[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const read = readLine(line);
    const isTaken = read !== undefined && take(drafts, read);
    if (!isTaken) throw new SyntaxError(`line ${index + 1} is not understood: ${line.trim().slice(0, 80)}`);
  }
  return drafts.map(finished);
}

interface Draft {
  readonly patterns: readonly string[];
  readonly fields: Map<string, string>;
  readonly lists: Map<string, Map<string, string>>;
  /** The list that items belong to now. */
  list: Map<string, string> | undefined;
}

interface Line {
  readonly indent: number;
  readonly tokens: readonly string[];
  /** Whether it ends with a colon, and so something belongs below it. */
  readonly opens: boolean;
}

function readLine(line: string): Line | undefined {
  const indent = line.length - line.trimStart().length;
  const opens = line.endsWith(':');
  const tokens = tokensOf(line.slice(indent, opens ? -1 : undefined));
  return tokens === undefined ? undefined : { indent, tokens, opens };
}

/** Says whether the line has a place there. */
function take(drafts: Draft[], line: Line): boolean {
  const { indent, tokens, opens } = line;
  if (indent === 0) {
    if (opens && tokens.length > 0)
      drafts.push({ patterns: tokens, fields: new Map(), lists: new Map(), list: undefined });
    return opens && tokens.length > 0;
  }
  const draft = drafts.at(-1);
  return draft !== undefined && (opens ? takeList(draft, line) : takePair(draft, line));
}

function takeList(draft: Draft, { indent, tokens }: Line): boolean {
  const [name] = tokens;
  if (indent !== 2 || name === undefined || tokens.length > 1) return false;
  draft.list = new Map();
  draft.lists.set(name, draft.list);
  return true;
}

function takePair({ fields, list }: Draft, { indent, tokens }: Line): boolean {
  const [name, value] = tokens;
  const into = indent === 2 ? fields : indent === 4 ? list : undefined;
  if (into === undefined || name === undefined || value === undefined || tokens.length > 2) return false;
  into.set(name, value);
  return true;
}

function finished({ patterns, fields, lists }: Draft): ClassicEntry {
  const version = fields.get('version');
  if (version === undefined) throw new SyntaxError(`${patterns.join(', ')} has no version`);
  return {
    patterns,
    version,
    dependencies: Object.fromEntries(lists.get('dependencies') ?? []),
    optionalDependencies: Object.fromEntries(lists.get('optionalDependencies') ?? []),
  };
}

/** Bare words and JSON strings, apart by spaces or commas; `undefined` where there is something else. */
function tokensOf(content: string): string[] | undefined {
  const tokens: string[] = [];
  let rest = content;
  while (rest !== '') {
    const [token, quoted] = /^(?:("(?:[^"\\]|\\.)*")|[^\s",]+)/.exec(rest) ?? [];
    if (token === undefined) return undefined;
    tokens.push(quoted === undefined ? token : String(JSON.parse(quoted)));
    rest = rest.slice(token.length).replace(/^(?:, *| +)/, '');
  }
  return tokens;
}
