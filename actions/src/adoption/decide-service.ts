import { isSecretName } from '../configuration/variables.ts';
import { isUnfilledText } from '../configuration/placeholder.ts';
import type { AdaptedService } from '../policy/schema.ts';
import type { RepositoryFacts } from './facts.ts';

type Variable = AdaptedService['variables'][number];

export interface DecidedConfiguration {
  readonly variables: readonly Variable[];
  /** Open values for every environment. */
  readonly everywhere: Readonly<Record<string, string>>;
  /** What is good on a developer’s machine alone: addresses there. */
  readonly development: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** Read by the code, and given by the machine or by nobody. */
  readonly alsoRead: readonly string[];
  readonly needsDatabase: boolean;
}

/** What the machine, npm or Node.js itself gives. */
const MACHINES =
  /^(?:npm_.*|NODE_(?!ENV$).*|HOME|PATH|PWD|USER|USERNAME|SHELL|TERM|TMP|TEMP|TMPDIR|LANG|LC_.*|TZ|CI|DEBUG|COLOR|NO_COLOR|FORCE_COLOR|HOSTNAME|APPDATA|LOCALAPPDATA|USERPROFILE|XDG_.*|SYSTEMROOT|TIDEGATE_.*|GITHUB_(?:ACTIONS|SHA|REF)|VERCEL.*|HEROKU.*|JEST_WORKER_ID)$/i;
/** The adapter decides where the service listens: one value is as good as any. */
const LISTENING = new Set(['PORT', 'HOST', 'HOSTNAME', 'SOCKET']);

/** The contract, by what the code reads and the example shows. A value is taken over only where it is no placeholder. */
export function decideConfiguration(facts: RepositoryFacts): DecidedConfiguration {
  const read = (facts.sources?.reads ?? []).map(({ name }) => name);
  const shown = facts.example?.file.configuration ?? {};
  const given = facts.start?.environment ?? {};
  const names = [...new Set([...read, ...Object.keys(shown), ...Object.keys(given)])].filter(
    (name) => name !== 'NODE_ENV',
  );
  const declared = names.filter((name) => !MACHINES.test(name)).toSorted();
  const variables = declared.map((name) => variableOf(name, shown));
  const secrets = variables.filter(({ secret, required, kind }) => secret && required && kind !== 'url');
  const open = variables.filter(({ secret, name }) => !secret && !LISTENING.has(name));
  const values = open.flatMap(({ name, kind }) => {
    const value = given[name] ?? shown[name] ?? '';
    return value.trim() === '' || isUnfilledText(value) ? [] : [{ name, kind, value }];
  });
  return {
    variables,
    everywhere: pick(values.filter(({ kind, value }) => !isOfThisMachine(kind, value))),
    development: pick(values.filter(({ kind, value }) => isOfThisMachine(kind, value))),
    secrets: secrets.map(({ name }) => name).filter((name) => name !== 'DATABASE_URL'),
    alsoRead: ['NODE_ENV', ...names.filter((name) => MACHINES.test(name) || !read.includes(name))].toSorted(),
    needsDatabase: declared.includes('DATABASE_URL'),
  };
}

/** What the example asks for must be given; what the code alone knows may have a default there. */
function variableOf(name: string, shown: Readonly<Record<string, string>>): Variable {
  const isConnection = /(?:^|_)(?:DATABASE_URL|DB_URL|MONGO(?:DB)?_UR[IL]|REDIS_URL|AMQP_URL|DSN)$/.test(
    name,
  );
  const secret =
    isSecretName(name) ||
    isConnection ||
    /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]+:[^/@\s]+@/i.test(shown[name] ?? '');
  const required = name === 'DATABASE_URL' || (secret && !isConnection && name in shown);
  return {
    name,
    required,
    secret,
    kind: kindOf(name, { secret, value: shown[name] ?? '' }),
    description: '',
  };
}

/** Only what its name or its example says for sure. */
function kindOf(name: string, { secret, value }: { secret: boolean; value: string }): Variable['kind'] {
  if (value.includes('://') && URL.canParse(value)) return 'url';
  if (secret) return 'secret';
  if (name === 'PORT' && /^\d*$/.test(value)) return 'port';
  return /^(?:true|false)$/.test(value) ? 'boolean' : 'text';
}

function isOfThisMachine(kind: string, value: string): boolean {
  return kind === 'url' || /localhost|127\.0\.0\.1|^\.{0,2}\//.test(value);
}

function pick(values: readonly { name: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(values.map(({ name, value }) => [name, value]));
}
