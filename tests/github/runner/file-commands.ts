import { randomUUID } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KINDS = ['output', 'env', 'path', 'state', 'step_summary'] as const;
type Kind = (typeof KINDS)[number];
export type CommandFiles = Readonly<Record<Kind, string>>;

/** Each step gets files of its own. https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs */
export async function makeCommandFiles(temporary: string): Promise<CommandFiles> {
  const folder = join(temporary, '_runner_file_commands');
  await mkdir(folder, { recursive: true });
  const id = randomUUID();
  const files = Object.fromEntries(KINDS.map((kind) => [kind, join(folder, `${kind}_${id}`)]));
  for (const file of Object.values(files)) await writeFile(file, '');
  return files as CommandFiles;
}

export interface Told {
  readonly outputs: readonly Pair[];
  readonly env: readonly Pair[];
  readonly paths: readonly string[];
  readonly state: readonly Pair[];
  readonly summary: string;
  /** A malformed file fails the step. */
  readonly problems: readonly string[];
}
export type Pair = readonly [name: string, value: string];

/** Over it, what a step wrote is dropped and the job stays green: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
export const SUMMARY_LIMIT = 1024 * 1024;

export async function readCommandFiles(files: CommandFiles): Promise<Told & { summaryIsTooLong: boolean }> {
  const problems: string[] = [];
  async function pairs(kind: Kind): Promise<readonly Pair[]> {
    try {
      return parsePairs(await readFile(files[kind], 'utf8').catch(() => ''));
    } catch (error) {
      problems.push(`Unable to process file command '${kind}' successfully.`, (error as Error).message);
      return [];
    }
  }
  const size = await stat(files.step_summary).then(
    (found) => found.size,
    () => 0,
  );
  const paths = (await readFile(files.path, 'utf8').catch(() => '')).split(/\r?\n/);
  return {
    outputs: await pairs('output'),
    env: await pairs('env'),
    state: await pairs('state'),
    paths: paths.filter((line) => line !== ''),
    summary: size > SUMMARY_LIMIT || size === 0 ? '' : await readFile(files.step_summary, 'utf8'),
    summaryIsTooLong: size > SUMMARY_LIMIT,
    problems,
  };
}

export function parsePairs(text: string): readonly Pair[] {
  const lines = text.split('\n');
  const pairs: Pair[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]?.replace(/\r$/, '') ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals > 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.push([line.slice(0, equals), line.slice(equals + 1)]);
      continue;
    }
    if (heredoc <= 0 || heredoc + 2 === line.length) throw new Error(`Invalid format '${line}'`);
    const delimiter = line.slice(heredoc + 2);
    const end = lines.findIndex((each, index) => index > at && each.replace(/\r$/, '') === delimiter);
    if (end === -1) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    pairs.push([line.slice(0, heredoc), lines.slice(at + 1, end).join('\n')]);
    at = end;
  }
  return pairs;
}
