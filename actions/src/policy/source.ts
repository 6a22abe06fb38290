import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
} from 'yaml';
import type { Path } from './mistake.ts';

interface Position {
  readonly line: number;
  readonly column: number;
}

interface SyntaxMistake extends Position {
  readonly message: string;
  /** The rest of the file can still be read, and looked at for other mistakes. */
  readonly isDuplicateKey: boolean;
}

/** A YAML text with the place of everything in it. */
export interface Source {
  readonly value: unknown;
  readonly mistakes: readonly SyntaxMistake[];
  /** Where the value or its key is; the key of what should hold it when it is missing. */
  positionOf(path: Path, part: 'key' | 'value'): Position;
}

export function readSource(text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes = [...document.errors, ...document.warnings].map(({ pos, message, code }) => ({
    ...positionAt(lines, pos[0]),
    message,
    isDuplicateKey: code === 'DUPLICATE_KEY',
  }));
  for (const alias of aliasesOfNothing(document)) {
    const message = `nothing is called &${alias.source}`;
    mistakes.push({ ...positionAt(lines, alias.range?.[0] ?? 0), message, isDuplicateKey: false });
  }
  return {
    value: mistakes.every(({ isDuplicateKey }) => isDuplicateKey)
      ? document.toJS({ maxAliasCount: -1 })
      : undefined,
    mistakes,
    positionOf: (path, part) => positionAt(lines, find(document, path)[part]),
  };
}

/** The parser lets them pass, and reading the value would throw without a place. */
function aliasesOfNothing(document: Document): Alias[] {
  const found: Alias[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) found.push(alias);
    },
  });
  return found;
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

interface Found {
  readonly key: number;
  readonly value: number;
}

function find(document: Document, path: Path): Found {
  let node: unknown = document.contents;
  let found: Found = { key: startOf(node) ?? 0, value: startOf(node) ?? 0 };
  for (const part of path) {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, part);
    if (child === undefined) return { key: found.key, value: found.key };
    const value = startOf(child.value) ?? found.value;
    found = { key: startOf(child.key) ?? value, value };
    node = child.value;
  }
  return found;
}

function childOf(node: unknown, part: PropertyKey): { key: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    return node.items.findLast(({ key }) => (isScalar(key) ? String(key.value) : key) === String(part));
  }
  if (isSeq(node) && typeof part === 'number' && part in node.items) {
    return { key: undefined, value: node.items[part] };
  }
  return undefined;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
