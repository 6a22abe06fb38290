import { parse } from 'shell-quote';

/** How a service is started, as far as its package.json says. */
export interface StartCommand {
  /** What runs: a file for Node.js, or the name of a program that a package brings. */
  readonly program: { readonly kind: 'file' | 'command'; readonly name: string };
  readonly arguments: readonly string[];
  readonly nodeFlags: readonly string[];
  /** Set for it alone. */
  readonly environment: Readonly<Record<string, string>>;
  /** Scripts that run before it. */
  readonly before: readonly string[];
}

type Scripts = Readonly<Record<string, string>>;

/** Run a file as Node.js does, restarting it or reading TypeScript. */
const LIKE_NODE = new Set([
  'node',
  'nodejs',
  'nodemon',
  'ts-node',
  'tsx',
  'ts-node-dev',
  'tsnd',
  'bun',
  'deno',
  'pm2-runtime',
]);
/** Say something of the environment, and then what runs. */
const PREFIXES = new Set(['cross-env', 'cross-env-shell', 'env', 'exec', 'npx', 'dotenv']);
const MANAGERS = new Set(['npm', 'pnpm', 'yarn']);
/** Flags of Node.js, and of what restarts it, that take the next word. */
const TAKES_VALUE =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|-e|--ext|-x|--exec|-w|--watch-path|--signal|--config|--delay|-P|--project)$/;
/** About its development, or what a host does itself. */
const DROPPED = /^--(?:watch(?:-path)?(?:=.*)?|inspect(?:-brk|-port)?(?:=.*)?|env-file(?:-if-exists)?=.*)$/;
const DEEPEST = 5;

/** The last command of a script, which is what goes on running; `undefined` where it can’t be told without a shell. */
export function startCommand(scripts: Scripts, name = 'start', depth = 0): StartCommand | undefined {
  const script = scripts[name];
  if (script === undefined || depth > DEEPEST) return undefined;
  const commands = commandsIn(script);
  const last = commands?.at(-1);
  if (commands === undefined || last === undefined) return undefined;
  const before = commands.slice(0, -1).flatMap((words) => scriptIn(words, scripts) ?? []);
  const pre = scripts[`pre${name}`] === undefined ? [] : [`pre${name}`];
  const { words, environment } = withoutPrefixes(last);
  const inner = scriptIn(words, scripts);
  const found = inner === undefined ? programIn(words) : startCommand(scripts, inner, depth + 1);
  if (found === undefined) return undefined;
  return {
    ...found,
    environment: { ...environment, ...found.environment },
    before: [...pre, ...before, ...found.before],
  };
}

/** By `&&` and `;`; `undefined` for pipes, redirections and all else that only a shell understands. */
function commandsIn(script: string): string[][] | undefined {
  const commands: string[][] = [[]];
  for (const token of parse(script, (variable) => `\${${variable}}`)) {
    if (typeof token === 'string') commands.at(-1)?.push(token);
    else if ('op' in token && (token.op === '&&' || token.op === ';')) commands.push([]);
    else if ('op' in token && token.op === 'glob' && 'pattern' in token) commands.at(-1)?.push(token.pattern);
    else return undefined;
  }
  return commands.filter((words) => words.length > 0);
}

function withoutPrefixes(given: readonly string[]): { words: string[]; environment: Record<string, string> } {
  const words = [...given];
  const environment: Record<string, string> = {};
  for (let word = words[0]; word !== undefined; word = words[0]) {
    const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word);
    if (assignment?.[1] !== undefined) environment[assignment[1]] = assignment[2] ?? '';
    else if (!PREFIXES.has(word) && !(word.startsWith('-') && PREFIXES.has(given[0] ?? ''))) break;
    words.shift();
  }
  return { words, environment };
}

/** `npm run x`, `yarn x`. */
function scriptIn(words: readonly string[], scripts: Scripts): string | undefined {
  if (!MANAGERS.has(words[0] ?? '')) return undefined;
  const name = words.slice(1).find((word) => word !== 'run' && !word.startsWith('-'));
  return name !== undefined && name in scripts ? name : undefined;
}

function programIn(
  words: readonly string[],
): (Omit<StartCommand, 'environment' | 'before'> & Pick<StartCommand, 'environment' | 'before'>) | undefined {
  const [first, ...rest] = words;
  if (first === undefined || [...words].some((word) => word.includes('${'))) return undefined;
  const none = { environment: {}, before: [] };
  if (!LIKE_NODE.has(first)) {
    const kind = /[/\\]|\.[cm]?[jt]s$/.test(first) ? 'file' : 'command';
    return { program: { kind, name: first }, arguments: rest, nodeFlags: [], ...none };
  }
  const at = fileIn(rest);
  const file = rest[at];
  if (file === undefined) return undefined;
  const isNode = first.startsWith('node') && first !== 'nodemon';
  const nodeFlags = isNode ? rest.slice(0, at).filter((flag) => !DROPPED.test(flag)) : [];
  return { program: { kind: 'file', name: file }, arguments: rest.slice(at + 1), nodeFlags, ...none };
}

/** The first word that is no flag, and no flag’s value. */
function fileIn(words: readonly string[]): number {
  return words.findIndex((word, index) => !word.startsWith('-') && !TAKES_VALUE.test(words[index - 1] ?? ''));
}
