import { parse } from '@babel/parser';

/** A read of one variable, or of the environment as a whole, in a source. */
export interface SourceReads {
  /** `process.env.NAME`, `process.env['NAME']`, `const { NAME } = process.env`, `env.NAME` where `env` is `process.env`. */
  readonly named: readonly { readonly name: string; readonly line: number }[];
  /** Whether the environment is handed on as a whole, or read by a name that is computed. */
  readonly isReadWhole: boolean;
  /** Names that something is asked for by: `configuration.NAME`, `{ NAME } = …`, `get('NAME')`. Not those that are declared. */
  readonly mentioned: readonly string[];
}

/**
 * What a JavaScript or TypeScript source (JSX included) reads of the environment, by its syntax tree; `undefined` for a text
 * that is neither.
 */
export function readsIn(text: string): SourceReads | undefined {
  const program = parsed(text);
  if (program === undefined) return undefined;
  const reads: Reads = { named: [], wholes: 0, mentioned: new Set(), aliases: new Set() };
  visit(program, (node) => {
    collectAliases(node, reads);
  });
  visit(program, (node, parent) => {
    collect(node, parent, reads);
  });
  return { named: reads.named, isReadWhole: reads.wholes > 0, mentioned: [...reads.mentioned] };
}

interface Reads {
  readonly named: { name: string; line: number }[];
  wholes: number;
  readonly mentioned: Set<string>;
  readonly aliases: Set<string>;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function parsed(text: string): Node | undefined {
  for (const plugins of [
    ['typescript', 'decorators'],
    ['typescript', 'jsx', 'decorators'],
  ] as const) {
    try {
      const { program } = parse(text, {
        sourceType: 'unambiguous',
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
        plugins: [...plugins],
      });
      return isNode(program) ? program : undefined;
    } catch {
      // With `<` as a cast first, then as an element: a file is the one or the other.
    }
  }
  return undefined;
}

/** `const env = process.env`, `import { env } from 'node:process'`. */
function collectAliases(node: Node, { aliases }: Reads): void {
  const { id, init } = node;
  if (node.type === 'VariableDeclarator' && isIdentifier(id) && isProcessEnv(bare(init)))
    aliases.add(String(id['name']));
  if (node.type !== 'ImportDeclaration' || !isProcessModule(node['source'])) return;
  for (const { imported, local } of nodesIn(node['specifiers']))
    if (isIdentifier(imported) && imported['name'] === 'env' && isIdentifier(local))
      aliases.add(String(local['name']));
}

function isIdentifier(value: unknown): value is Node {
  return isNode(value) && value.type === 'Identifier';
}

function isProcessModule(source: unknown): boolean {
  return isNode(source) && /^(?:node:)?process$/.test(String(source['value']));
}

function collect(node: Node, parent: Node | undefined, reads: Reads): void {
  if (isEnvironment(node, reads)) collectRead(node, parent, reads);
  const name = isMember(node) ? memberName(node) : undefined;
  if (name !== undefined) reads.mentioned.add(name);
  if (node.type === 'ObjectPattern') for (const one of patternNames(node)) reads.mentioned.add(one);
  if (node.type !== 'CallExpression') return;
  for (const given of nodesIn(node['arguments']))
    if (given.type === 'StringLiteral') reads.mentioned.add(String(given['value']));
}

/** What happens to `process.env` there. */
function collectRead(node: Node, parent: Node | undefined, reads: Reads): void {
  const line = lineOf(node);
  if (parent?.type === 'ImportSpecifier') return;
  if (parent !== undefined && isMember(parent) && bare(parent['object']) === node) {
    const name = memberName(parent);
    if (name === undefined) reads.wholes += 1;
    else reads.named.push({ name, line });
    return;
  }
  if (parent?.type === 'VariableDeclarator' && isNode(parent['id'])) {
    const { id } = parent;
    if (id.type === 'ObjectPattern') {
      reads.named.push(...patternNames(id).map((name) => ({ name, line: lineOf(id) })));
      if (nodesIn(id['properties']).some(({ type }) => type === 'RestElement')) reads.wholes += 1;
    }
    return;
  }
  reads.wholes += 1;
}

function isEnvironment(node: Node, { aliases }: Reads): boolean {
  return isProcessEnv(node) || (node.type === 'Identifier' && aliases.has(String(node['name'])));
}

/** `process.env`, `globalThis.process.env`, `import.meta.env`. */
function isProcessEnv(node: Node | undefined): boolean {
  if (node === undefined || !isMember(node) || memberName(node) !== 'env') return false;
  const object = bare(node['object']);
  if (object === undefined) return false;
  if (object.type === 'MetaProperty' || object['name'] === 'process') return true;
  return isMember(object) && memberName(object) === 'process';
}

/** Without what only the type checker sees: `(process.env as Env)`, `process.env!`. */
function bare(value: unknown): Node | undefined {
  let node = isNode(value) ? value : undefined;
  while (node !== undefined && /^TS(?:As|NonNull|Satisfies)Expression$|^TSTypeAssertion$/.test(node.type))
    node = isNode(node['expression']) ? node['expression'] : undefined;
  return node;
}

function isMember({ type }: Node): boolean {
  return type === 'MemberExpression' || type === 'OptionalMemberExpression';
}

/** The name that a member is asked for by; `undefined` for one that is computed. */
function memberName({ property, computed }: Node): string | undefined {
  if (!isNode(property)) return undefined;
  if (computed !== true) return typeof property['name'] === 'string' ? property['name'] : undefined;
  return property.type === 'StringLiteral' ? String(property['value']) : undefined;
}

function patternNames(pattern: Node): string[] {
  return nodesIn(pattern['properties']).flatMap(({ key, computed }) => {
    if (!isNode(key) || computed === true) return [];
    return [String(key['name'] ?? key['value'])];
  });
}

/** Without recursion: a tree can be deeper than the stack. */
function visit(root: Node, look: (node: Node, parent: Node | undefined) => void): void {
  const waiting: { node: Node; parent: Node | undefined }[] = [{ node: root, parent: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node } = next;
    look(node, next.parent);
    for (const [key, child] of Object.entries(node)) {
      if (key === 'loc' || key.endsWith('Comments') || (key === 'property' && node['computed'] !== true))
        continue;
      for (const one of isNode(child) ? [child] : nodesIn(child))
        waiting.push({ node: bare(one) ?? one, parent: node });
    }
  }
}

function nodesIn(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function lineOf({ loc }: Node): number {
  const start = typeof loc === 'object' && loc !== null && 'start' in loc ? loc.start : undefined;
  return typeof start === 'object' && start !== null && 'line' in start ? Number(start.line) : 1;
}
