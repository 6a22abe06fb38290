import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { readActionFile } from '../../../actions/src/prove/action-file.ts';
import { readFileCommands } from '../../../actions/src/prove/file-commands.ts';
import { readCommands, type Command } from '../../../actions/src/prove/workflow-commands.ts';
import { CHECKOUT } from '../../support/workbench.ts';

export interface StepWish {
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Told the process, and each line as it comes. */
  readonly onLine?: (line: string, pid: number) => void;
}

export interface StepEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly commands: readonly Command[];
  readonly log: string;
  /** The step's own after the job, as the runner starts it. */
  post(): Promise<StepEnd>;
}

/** Runs a built action's main program as the runner does, what it leaves for its post program included. */
export async function runStep(wish: StepWish): Promise<StepEnd> {
  const { runs } = await readActionFile(wish.action);
  return runProgram(wish, runs.main, {});
}

async function runProgram(wish: StepWish, program: string, state: Record<string, string>): Promise<StepEnd> {
  const { inputs, runs } = await readActionFile(wish.action);
  const defaults = Object.entries(inputs).map(([name, facts]) => [name, facts.default] as const);
  const folder = await mkdtemp(join(tmpdir(), 'tg-s-'));
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary', GITHUB_STATE: 'state' };
  const paths = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(folder, file)]));
  try {
    for (const path of Object.values(paths)) await writeFile(path, '');
    const running = execa(process.execPath, [join(CHECKOUT, 'actions', wish.action, program)], {
      cwd: wish.workspace,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: wish.workspace,
        ...paths,
        ...wish.variables,
        ...prefixed('INPUT_', { ...Object.fromEntries(defaults), ...wish.inputs }),
        ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      },
      extendEnv: false,
      reject: false,
      all: true,
      timeout: 170_000,
    });
    if (wish.onLine !== undefined) void tellLines(running, wish.onLine);
    const { exitCode, all, signal } = await running;
    const left = { ...state, ...readFileCommands(await readFile(join(folder, 'state'), 'utf8')) };
    return {
      exitCode,
      signal,
      outputs: readFileCommands(await readFile(join(folder, 'output'), 'utf8')),
      summary: await readFile(join(folder, 'summary'), 'utf8'),
      commands: readCommands(all),
      log: all,
      post: () => runProgram(withoutLines(wish), runs.post ?? '', left),
    };
  } finally {
    await systemFiles.removeTree(folder);
  }
}

function withoutLines({ action, inputs, workspace, variables }: StepWish): StepWish {
  return { action, inputs, workspace, variables };
}

async function tellLines(
  running: AsyncIterable<unknown> & { readonly pid?: number | undefined },
  onLine: (line: string, pid: number) => void,
): Promise<void> {
  for await (const line of running) onLine(String(line), running.pid ?? 0);
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}${name.toUpperCase()}`, value]),
  );
}
