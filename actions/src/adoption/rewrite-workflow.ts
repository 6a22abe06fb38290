import {
  isMap,
  isPair,
  isScalar,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
  type Document,
  type Pair,
} from 'yaml';
import type { Uses } from './uses.ts';

interface Facing {
  readonly uses: Uses;
  /** Names of the secrets in this repository, and in the other one. */
  readonly ownSecrets: readonly string[];
  readonly secrets: readonly string[];
  readonly lockFile: string | undefined;
}

const ACTION = /^\.\/actions\/([\w-]+)$/;
const SETUP = './.github/actions/setup';
const SETUP_NODE = 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020';

/** A workflow of this repository as another one needs it; comments stay. */
export function rewriteWorkflow(text: string, facing: Facing): string {
  const document = parseDocument(text);
  useFromElsewhere(document, facing);
  replaceSetup(document, facing);
  replaceSecrets(document, facing);
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function useFromElsewhere(document: Document, { uses }: Facing): void {
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'uses' || !isScalar(value)) return;
      const action = ACTION.exec(String(value.value))?.[1];
      if (action !== undefined) value.value = `${uses.repository}/actions/${action}@${uses.ref}`;
    },
  });
}

/** Its own composite action sets Node.js up and installs itself; there it is two steps, by whoever has the lock file. */
function replaceSetup(document: Document, { lockFile }: Facing): void {
  visit(document, {
    Seq(_, { items }) {
      const at = items.findIndex((step) => isMap(step) && step.get('uses') === SETUP);
      if (at === -1) return;
      const setup = document.createNode({
        uses: SETUP_NODE,
        with: { 'node-version': 24, 'package-manager-cache': false },
      });
      const uses = setup.get('uses', true);
      if (isScalar(uses)) uses.comment = ' v7.0.0';
      items.splice(at, 1, setup, document.createNode({ run: installation(lockFile) }));
    },
  });
}

function installation(lockFile: string | undefined): string {
  if (lockFile === 'pnpm-lock.yaml') return 'corepack enable && pnpm install --frozen-lockfile';
  if (lockFile === 'yarn.lock') return 'corepack enable && yarn install --immutable';
  return lockFile === undefined ? 'npm install --no-fund --no-audit' : 'npm ci --no-fund --no-audit';
}

/** Wherever this repository’s secrets are named, one by one or a line each, those of the other stand. */
function replaceSecrets(document: Document, { ownSecrets, secrets }: Facing): void {
  visit(document, {
    Map(_, map) {
      const first = map.items.findIndex((pair) => ownSecrets.includes(keyOf(pair)));
      if (first === -1) return undefined;
      const model = map.items[first];
      const others = map.items.filter((pair) => !ownSecrets.includes(keyOf(pair)));
      const made = secrets.map((name) => renamed(document, model, name));
      map.items.splice(0, map.items.length, ...others.slice(0, first), ...made, ...others.slice(first));
      return undefined;
    },
    Scalar(_, scalar) {
      if (typeof scalar.value !== 'string') return;
      const lines = scalar.value.split('\n');
      const first = lines.findIndex((line) => ownSecrets.includes(line.trim()));
      if (first === -1 || !lines.every((line) => /^\s*[A-Z][A-Z0-9_]*\s*$|^$/.test(line))) return;
      const others = lines.filter((line) => !ownSecrets.includes(line.trim()));
      scalar.value = [...others.slice(0, first), ...secrets, ...others.slice(first)].join('\n');
    },
  });
  emptyMapsGo(document);
}

/** A service without secrets leaves `secrets:` and `env:` with nothing in them. */
function emptyMapsGo(document: Document): void {
  visit(document, {
    Pair(_, { key, value }) {
      const isNamed = isScalar(key) && ['secrets', 'env'].includes(String(key.value));
      const isEmpty = (isMap(value) && value.items.length === 0) || (isScalar(value) && value.value === '');
      return isNamed && isEmpty ? visit.REMOVE : undefined;
    },
  });
}

function keyOf({ key }: { key: unknown }): string {
  return isScalar(key) ? String(key.value) : '';
}

/** `NAME: ${{ secrets.NAME }}` and `NAME: { required: true }` alike. */
function renamed(document: Document, model: Pair | undefined, name: string): Pair {
  if (!isPair(model) || !isScalar(model.key)) throw new Error('expected a secret’s name');
  const before = String(model.key.value);
  const value = isScalar(model.value) ? scalarLike(model.value, before, name) : copyOf(document, model.value);
  return document.createPair(name, value) as Pair;
}

function scalarLike(scalar: Scalar, before: string, name: string): Scalar {
  const { value } = scalar;
  const made = new Scalar(typeof value === 'string' ? value.replaceAll(before, name) : value);
  if (scalar.type !== undefined) made.type = scalar.type;
  return made;
}

function copyOf(document: Document, value: unknown): unknown {
  return value instanceof YAMLMap ? value.clone(document.schema) : value;
}
