import { readFileSync } from 'node:fs';

interface OperationFacts {
  readonly query: Readonly<Record<string, object>>;
  readonly bodyIsRequired: boolean;
  readonly body: object | null;
  readonly answers: Readonly<Record<string, object | null>>;
}

export interface Operation extends OperationFacts {
  /** As GitHub’s description names it: `GET /repos/{owner}/{repo}/pulls`. */
  readonly name: string;
  readonly pattern: RegExp;
}

interface Described {
  readonly operations: Readonly<Record<string, OperationFacts>>;
  readonly definitions: Readonly<Record<string, object>>;
}

export const described = JSON.parse(
  readFileSync(new URL('openapi.json', import.meta.url), 'utf8'),
) as Described;

/** These may hold slashes: a branch, a tag, a file’s path. An environment’s name may too, but must be encoded. */
const WITH_SLASHES = ['path', 'ref', 'basehead', 'tag', 'branch'];

const operations: readonly Operation[] = Object.entries(described.operations)
  .map(([name, facts]) => ({ ...facts, name, pattern: patternOf(name) }))
  .toSorted((a, b) => literalParts(b.name) - literalParts(a.name));

export function operationFor(
  method: string,
  path: string,
): { operation: Operation; params: Record<string, string> } | undefined {
  for (const operation of operations) {
    const match = operation.pattern.exec(`${method} ${path}`);
    if (match === null) continue;
    const params = Object.entries(match.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return { operation, params: Object.fromEntries(params) as Record<string, string> };
  }
  return undefined;
}

function patternOf(name: string): RegExp {
  const source = name.replaceAll(
    /\{(\w+)\}/g,
    (_, param: string) =>
      `(?<${param}>${WITH_SLASHES.includes(param) ? '.+' : /(_id|_number)$/.test(param) && param !== 'workflow_id' ? '\\d+' : '[^/]+'})`,
  );
  return new RegExp(`^${source}$`);
}

/** More of them first, so that `/releases/latest` is never a release’s number. */
function literalParts(name: string): number {
  return name.split('/').filter((part) => !part.startsWith('{')).length;
}
