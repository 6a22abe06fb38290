import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { FACT, stepText, type Account, type JobAccount } from './account.ts';
import { payloadOf, VARIABLES, type Case } from './case.ts';

export interface ActWish {
  readonly program: string;
  /** A git repository that has the case's files. */
  readonly repository: string;
  /** For whatever act keeps. */
  readonly folder: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Runs it on this machine, without containers. The host has to be Linux. */
export async function runAct(one: Case, wish: ActWish): Promise<Account> {
  const { program, repository, folder, secrets } = wish;
  await mkdir(folder, { recursive: true });
  const event = join(folder, 'event.json');
  const secretFile = join(folder, 'secrets');
  await writeFile(event, JSON.stringify(payloadOf(one)));
  await writeFile(secretFile, assignments(secrets), { mode: 0o600 });
  const variables = Object.entries(VARIABLES).flatMap(([name, value]) => ['--var', `${name}=${value}`]);
  const standIns = Object.entries(one.standIns).flatMap(([uses, path]) => [
    '--local-repository',
    `${uses}=${join(repository, path)}`,
  ]);
  const { stdout, stderr, exitCode } = await execa(
    program,
    [
      one.event,
      ...['--json', '--action-offline-mode', '--no-cache-server', '--platform', 'ubuntu-24.04=-self-hosted'],
      ...['--workflows', `.github/workflows/${one.workflow}`, '--eventpath', event],
      ...['--action-cache-path', join(folder, 'cache'), '--secret-file', secretFile, ...variables],
      ...['--env', `ORIGIN=${repository}`],
      ...standIns,
    ],
    {
      cwd: repository,
      reject: false,
      extendEnv: false,
      env: {
        HOME: folder,
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        LANG: 'C.UTF-8',
      },
      timeout: 120_000,
    },
  );
  const told = readAct(stdout, titleOf(one));
  if (told.size === 0) throw new Error(`act ran no job of ${one.workflow}:\n${stdout}\n${stderr}`);
  return { conclusion: exitCode === 0 ? 'success' : 'failure', jobs: told };
}

/** act calls a workflow without a name by its file. */
function titleOf({ workflow, files }: Case): string {
  const { name } = parse(files[`.github/workflows/${workflow}`] ?? '') as { name?: string };
  return name ?? workflow;
}

function assignments(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** A line of `--json`. https://github.com/nektos/act/blob/v0.2.89/pkg/runner/logger.go */
interface Line {
  readonly job: string;
  readonly jobID: string;
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly msg: string;
  readonly stage?: string;
  readonly step?: string;
  /** Of a composite action's step: the action's, and its own. */
  readonly stepID?: readonly string[];
  readonly stepResult?: string;
  readonly jobResult?: string;
  readonly raw_output?: boolean;
}

/** Public for its test: `text` is what act printed of the workflow of that title. */
export function readAct(text: string, title: string): Map<string, JobAccount> {
  const jobs = new Map<string, { -readonly [K in keyof JobAccount]: JobAccount[K] }>();
  for (const [at, line] of linesOf(text).entries()) {
    const name = nameOf(line, title);
    const job = jobs.get(name) ?? { result: 'none', steps: [], facts: [], began: at, ended: at };
    jobs.set(name, job);
    job.ended = at;
    const message = line.msg.trimEnd();
    if (line.raw_output === true && FACT.test(message)) job.facts = [...job.facts, message];
    if (line.stage === 'Main' && line.stepResult !== undefined && line.stepID?.length === 1)
      job.steps = [...job.steps, stepText(line.step ?? '', line.stepResult)];
    if (line.jobResult !== undefined) job.result = line.jobResult;
  }
  return jobs;
}

function linesOf(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Partial<Line>)
    .filter((line): line is Line => line.job !== undefined && line.jobID !== undefined);
}

/** `title/job`, or `caller/workflow/job`; of a matrix with a number that says nothing, also after a name of its own. */
function nameOf({ job, jobID, matrix = {} }: Line, title: string): string {
  const whole = job.trim();
  // A slash in a job's own name parts nothing.
  const parts = whole.startsWith(`${title}/`) ? [title, whole.slice(title.length + 1)] : whole.split('/');
  const values = Object.values(matrix).map(String).toSorted();
  const last = parts.at(-1) ?? jobID;
  const bare = values.length === 0 ? last : last.replace(/-\d+$/, '');
  const own = values.length > 0 && bare === jobID ? `${jobID} (${values.join(', ')})` : bare;
  return [...parts.slice(0, -2), own].join(' / ');
}
