import { parseConfiguration, type Configuration } from './environment-file.ts';

/** A line that can't be read for sure. Never holds what stands there: it may be a secret. */
export interface FileMistake {
  readonly code: 'configuration-unreadable' | 'variable-repeated';
  readonly line: number;
  /** The variable, where the line names one. */
  readonly name: string | undefined;
  readonly message: string;
  readonly remedy: string;
}

export interface EnvironmentFile {
  readonly configuration: Configuration;
  /** Where each variable stands. */
  readonly lines: ReadonlyMap<string, number>;
  readonly mistakes: readonly FileMistake[];
}

const UNREADABLE = 'configuration-unreadable';

/**
 * Reads a `.env` file by the reader that a host uses (`util.parseEnv`), and finds what that one passes over without a word: names given
 * twice, lines without an equals sign, quotation marks that are never closed, what stands behind a closed one, and a bare
 * `#` that cuts a value off. Takes a byte order mark, Windows line ends, `export`, and values over several lines.
 */
export function readEnvironmentFile(text: string): EnvironmentFile {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const { entries, mistakes } = entriesIn(plain);
  const lines = new Map(entries.map(({ name, line }) => [name, line]));
  const configuration = parseConfiguration(plain);
  const all = [...strayCharacters(plain), ...mistakes, ...repeatedNames(entries)];
  return {
    configuration,
    lines,
    mistakes:
      all.length === 0 ? misreadValues(configuration, entries) : all.toSorted((a, b) => a.line - b.line),
  };
}

interface Entry {
  readonly name: string;
  readonly line: number;
  /** As written, without quotation marks and comment; `undefined` where double quotation marks turn `\n` into a line. */
  readonly value: string | undefined;
}

/** A quoted value runs to the next mark of its kind, over lines too; the format has no escape for the mark itself. */
const ASSIGNMENT =
  /[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:(?<mark>['"`])(?<quoted>[\s\S]*?)\k<mark>(?<rest>[^\n]*)|(?<bare>[^\n]*))(?:\n|$)/y;

function entriesIn(text: string): { entries: readonly Entry[]; mistakes: readonly FileMistake[] } {
  const entries: Entry[] = [];
  const mistakes: FileMistake[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at) + 1 || text.length;
    const first = text.slice(at, end);
    const isBlank = /^(?:#|\s*$|\s+#[^=]*$)/.test(first);
    ASSIGNMENT.lastIndex = at;
    const found = isBlank || !first.includes('=') ? null : ASSIGNMENT.exec(text);
    if (found === null) {
      if (!isBlank) mistakes.push(notAnAssignment(line));
    } else {
      const entry = entryOf(found, line);
      entries.push(entry);
      mistakes.push(...mistakesOf(found, entry));
    }
    const taken = found?.[0] ?? first;
    line += taken.split('\n').length - 1;
    at += taken.length;
  }
  return { entries, mistakes };
}

function entryOf({ groups = {} }: RegExpExecArray, line: number): Entry {
  const { name = '', mark, quoted = '', bare = '' } = groups;
  if (mark === undefined) return { name, line, value: bare.replace(/#.*/, '').trim() };
  return { name, line, value: mark === '"' && quoted.includes('\\n') ? undefined : quoted };
}

function mistakesOf({ groups = {} }: RegExpExecArray, { name, line }: Entry): FileMistake[] {
  const { mark, rest = '', bare = '' } = groups;
  if (mark !== undefined) {
    if (/^[ \t]*(?:#|$)/.test(rest)) return [];
    const message = `Expected nothing but a comment behind the closing quotation mark of ${name}; there is more.`;
    return [
      {
        code: UNREADABLE,
        line,
        name,
        message,
        remedy: 'Put the whole value between marks that it does not hold itself.',
      },
    ];
  }
  if (/^['"`]/.test(bare)) {
    const message = `Expected a closing quotation mark for ${name}; there is none.`;
    return [
      {
        code: UNREADABLE,
        line,
        name,
        message,
        remedy: 'Close it, or put the value between marks of another kind.',
      },
    ];
  }
  if (/[^\s]#/.test(bare)) {
    const message = `Expected ${name} in quotation marks: a # in a bare value begins a comment, and the rest is cut off.`;
    return [{ code: UNREADABLE, line, name, message, remedy: "Write it as NAME='value'." }];
  }
  return [];
}

/** The format has no way to write a null byte, and the host’s reader drops a carriage return. */
function strayCharacters(text: string): FileMistake[] {
  return text.split('\n').flatMap((content, index) => {
    if (!/[\0\r]/.test(content)) return [];
    const message = 'Expected text; the line has a null byte, or a carriage return that ends no line.';
    return [
      { code: UNREADABLE, line: index + 1, name: undefined, message, remedy: 'Give the value in base64.' },
    ];
  });
}

function notAnAssignment(line: number): FileMistake {
  return {
    code: UNREADABLE,
    line,
    name: undefined,
    message:
      'Expected NAME=value, a comment or an empty line; found something else, which a host would pass over.',
    remedy:
      'Mend the line: a name has letters, digits and underscores, a value over several lines stands in quotation marks, and a comment with an equals sign begins its line.',
  };
}

function repeatedNames(entries: readonly Entry[]): FileMistake[] {
  const first = new Map<string, number>();
  return entries.flatMap(({ name, line }) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, line);
      return [];
    }
    const message = `Expected ${name} once; line ${before} has it already, and only the last one would count.`;
    return [{ code: 'variable-repeated', line, name, message, remedy: 'Remove one of the two.' }];
  });
}

/** What was found line by line must be what the host’s reader finds: where the two disagree, nobody knows the value. */
function misreadValues(configuration: Configuration, entries: readonly Entry[]): FileMistake[] {
  const found = new Map(entries.map((entry) => [entry.name, entry]));
  const names = new Set([...found.keys(), ...Object.keys(configuration)]);
  return [...names].flatMap((name) => {
    const entry = found.get(name);
    const read = Object.hasOwn(configuration, name) ? configuration[name] : undefined;
    if (entry !== undefined && read !== undefined && (entry.value ?? read) === read) return [];
    const message = `Expected a value that every reader takes for the same; ${entry === undefined ? 'a line' : name} is ambiguous.`;
    const remedy = "Write it as NAME='value' on a line of its own.";
    return [{ code: UNREADABLE, line: entry?.line ?? 1, name: entry?.name, message, remedy }];
  });
}
