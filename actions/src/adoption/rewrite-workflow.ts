import { isPair, isScalar, parseDocument, visit, type Node, type Pair } from 'yaml';
import type { Uses } from './uses.ts';

interface Facing {
  readonly uses: Uses;
  /** Names of the secrets in this repository, and in the other one. */
  readonly ownSecrets: readonly string[];
  readonly secrets: readonly string[];
  readonly lockFile: string | undefined;
  /** What sets Node.js up, pinned, with its version as comment. */
  readonly setupNode: string;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const ACTION = /^\.\/actions\/([\w-]+)$/;
const SETUP = './.github/actions/setup';

/** A workflow of this repository as another one needs it. What is not replaced stays to the byte, comments and all. */
export function rewriteWorkflow(text: string, facing: Facing): string {
  const document = parseDocument(text);
  const edits: Edit[] = [];
  visit(document, {
    Map(_, map, path) {
      const parent = path.at(-1);
      if (isScalar(map.get('uses', true))) edits.push(...editsOfStep(text, map, facing));
      const own = map.items.filter(({ key }) => isNamed(key, facing.ownSecrets));
      const isAll = own.length === map.items.length;
      if (own.length > 0) edits.push(...editsOfNames(text, { own, isAll, parent }, facing));
    },
    Scalar(_, scalar, path) {
      const parent = path.at(-1);
      const lines = typeof scalar.value === 'string' ? scalar.value.trim().split('\n') : [];
      if (!lines.some((line) => facing.ownSecrets.includes(line)) || !isPair(parent)) return;
      if (parent.value === scalar) edits.push(editOfList(text, { pair: parent, lines }, facing));
    },
  });
  return applied(text, edits);
}

type Step = Node & { get(key: string, keepScalar: true): unknown };

/** Its own actions come from where they are published. Its composite one, which installs itself too, is two steps there. */
function editsOfStep(text: string, step: Step, { uses, lockFile, setupNode }: Facing): Edit[] {
  const scalar = step.get('uses', true);
  if (!isScalar(scalar)) return [];
  const value = String(scalar.value);
  const action = ACTION.exec(value)?.[1];
  if (action !== undefined)
    return [{ ...spanOf(scalar), text: `${uses.repository}/actions/${action}@${uses.ref}` }];
  if (value !== SETUP) return [];
  const { from, to } = spanOf(step);
  const indent = ' '.repeat(from - lineStart(text, from) - 2);
  const lines = [
    `uses: ${setupNode}`,
    `${indent}  with:`,
    `${indent}    node-version: 24`,
    `${indent}    package-manager-cache: false`,
    `${indent}- run: ${installation(lockFile)}`,
  ];
  return [{ from, to: trimmedEnd(text, to), text: lines.join('\n') }];
}

function installation(lockFile: string | undefined): string {
  if (lockFile === 'pnpm-lock.yaml') return 'corepack enable && pnpm install --frozen-lockfile';
  if (lockFile === 'yarn.lock') return 'corepack enable && yarn install --immutable';
  return lockFile === undefined ? 'npm install --no-fund --no-audit' : 'npm ci --no-fund --no-audit';
}

/** `NAME: ${{ secrets.NAME }}` or `NAME: { required: true }`: the first is the model of all. */
function editsOfNames(
  text: string,
  { own, isAll, parent }: { own: readonly Pair[]; isAll: boolean; parent: unknown },
  { secrets }: Facing,
): Edit[] {
  if (isAll && secrets.length === 0 && isPair(parent)) return [{ ...linesOf(text, parent), text: '' }];
  return own.map((pair, index) => {
    const { from, to } = linesOf(text, pair);
    const model = text.slice(from, to);
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    return {
      from,
      to,
      text: index > 0 ? '' : secrets.map((other) => model.replaceAll(name, other)).join(''),
    };
  });
}

/** `secrets: |` with one name a line. */
function editOfList(
  text: string,
  { pair, lines }: { pair: Pair; lines: readonly string[] },
  { ownSecrets, secrets }: Facing,
): Edit {
  const { from, to } = linesOf(text, pair);
  const first = lines.findIndex((line) => ownSecrets.includes(line));
  const others = lines.filter((line) => !ownSecrets.includes(line));
  const names = [...others.slice(0, first), ...secrets, ...others.slice(first)];
  if (names.length === 0) return { from, to, text: '' };
  const [head = '', example = ''] = text.slice(from, to).split('\n');
  const indent = /^ */.exec(example)?.[0] ?? '';
  return { from, to, text: [head, ...names.map((name) => `${indent}${name}`), ''].join('\n') };
}

function isNamed(key: unknown, names: readonly string[]): boolean {
  return isScalar(key) && names.includes(String(key.value));
}

function spanOf(node: Node): { from: number; to: number } {
  const [from, to] = node.range ?? [];
  if (from === undefined || to === undefined) throw new Error('expected a node that was read from a text');
  return { from, to };
}

/** Whole lines, with a comment that stands behind the value. */
function linesOf(text: string, { key, value }: Pair): { from: number; to: number } {
  const { from } = spanOf(key as Node);
  const { to } = spanOf((value ?? key) as Node);
  const end = text.indexOf('\n', trimmedEnd(text, to));
  return { from: lineStart(text, from), to: end === -1 ? text.length : end + 1 };
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function trimmedEnd(text: string, at: number): number {
  return text.slice(0, at).trimEnd().length;
}

/** From the end, so that places before stay where they are. */
function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((rest, edit) => rest.slice(0, edit.from) + edit.text + rest.slice(edit.to), text);
}
