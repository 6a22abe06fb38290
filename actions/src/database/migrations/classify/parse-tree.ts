/** A node of the tree: what it is, and what it holds. PostgreSQL's node types begin with a capital. */
export interface TreeNode {
  readonly tag: string;
  readonly body: unknown;
}

/** Every node in a piece of the parse tree, whichever field it stands in. */
export function nodesIn(piece: unknown): readonly TreeNode[] {
  if (Array.isArray(piece)) return piece.flatMap(nodesIn);
  if (typeof piece !== 'object' || piece === null) return [];
  return Object.entries(piece).flatMap(([key, body]) =>
    /^[A-Z]/.test(key) ? [{ tag: key, body: body as unknown }, ...nodesIn(body)] : nodesIn(body),
  );
}

/** The names of the functions called, without pg_catalog; a name of another schema is kept whole. */
export function functionsIn(piece: unknown): readonly string[] {
  return nodesIn(piece)
    .filter(({ tag }) => tag === 'FuncCall')
    .map(({ body }) =>
      namesIn((body as { funcname?: unknown }).funcname)
        .join('.')
        .replace(/^pg_catalog\./, ''),
    );
}

/** The strings of a list of String nodes: a dotted name. */
export function namesIn(piece: unknown): readonly string[] {
  return nodesIn(piece)
    .filter(({ tag }) => tag === 'String')
    .map(({ body }) => (body as { sval?: string }).sval ?? '');
}
