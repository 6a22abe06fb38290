import { parse } from '@babel/parser';

/** What a source says of HTTP. */
export interface HttpUse {
  /** Paths without parameters that are asked for by GET, in the order in which they stand there. */
  readonly routes: readonly string[];
  readonly isServer: boolean;
}

const GET = /^(?:get|all|use|route)$/;
const STATIC_PATH = /^\/[A-Za-z0-9._~/-]*$/;
const SERVER =
  /createServer|\.listen\s*\(|from ['"](?:express|fastify|koa|hono)|require\(['"](?:express|fastify|koa|node:http|http)['"]\)/;

/** The routes that are written out: `app.get('/a', …)`, `{ method: 'GET', path: '/a' }`, `@Get('/a')`. */
export function httpUseIn(text: string): HttpUse {
  const isServer = SERVER.test(text);
  const program = isServer || /\.get\(|path:|url:|@Get/.test(text) ? parsed(text) : undefined;
  const routes: string[] = [];
  if (program !== undefined) visit(program, (node) => routes.push(...routesOf(node)));
  return { routes: [...new Set(routes)], isServer };
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function routesOf(node: Node): string[] {
  if (node.type === 'CallExpression') return routeCalled(node);
  return node.type === 'ObjectExpression' ? routeDescribed(node) : [];
}

function routeCalled({ callee, arguments: given }: Node): string[] {
  const first = Array.isArray(given) ? (given as unknown[])[0] : undefined;
  const name = isNode(callee) ? nameOf(isNode(callee['property']) ? callee['property'] : callee) : undefined;
  const path = textOf(first);
  if (name === undefined || path === undefined || !STATIC_PATH.test(path)) return [];
  return GET.test(name.toLowerCase()) ? [path] : [];
}

function routeDescribed({ properties }: Node): string[] {
  const values = new Map<string, string>();
  for (const property of Array.isArray(properties) ? (properties as unknown[]) : []) {
    if (!isNode(property) || !isNode(property['key'])) continue;
    const [key, value] = [nameOf(property['key']), textOf(property['value'])];
    if (key !== undefined && value !== undefined) values.set(key, value);
  }
  const path = values.get('path') ?? values.get('url');
  return values.get('method')?.toUpperCase() === 'GET' && path !== undefined && STATIC_PATH.test(path)
    ? [path]
    : [];
}

function nameOf(node: Node): string | undefined {
  const name = node['name'] ?? node['value'];
  return typeof name === 'string' ? name : undefined;
}

function textOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'StringLiteral' ? String(node['value']) : undefined;
}

function parsed(text: string): Node | undefined {
  try {
    const plugins = ['typescript', 'jsx', 'decorators'] as const;
    const { program } = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      plugins: [...plugins],
    });
    return isNode(program) ? program : undefined;
  } catch {
    // Its routes are asked for when it runs, or not at all.
    return undefined;
  }
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const value of Object.values(node)) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(each)) visit(each, look);
  }
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
