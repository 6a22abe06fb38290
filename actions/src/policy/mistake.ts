export type Path = readonly PropertyKey[];

/** One thing wrong with the policy file, at a place in it. */
export interface Mistake {
  readonly path: Path;
  /** Whether the key itself is wrong, rather than what it holds. */
  readonly isKey?: boolean;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

/** How a path is written in messages: `environments[0].watch.every`. */
export function writePath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
