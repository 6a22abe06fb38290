import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { systemFiles } from '../ports/files.ts';
import { readCommands, type Command } from './workflow-commands.ts';
import { readFileCommands } from './file-commands.ts';

export interface Step {
  /** The built bundle, or any program that speaks to a runner. */
  readonly program: string;
  /** As under `with:`; the action's own defaults are in here already. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The workspace: the folder that the step runs in. */
  readonly workspace: string;
  /** More variables, such as the event’s file. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
}

export interface StepEnding {
  readonly exitCode: number | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Annotations and masks, as the runner would read them off the output. */
  readonly commands: readonly Command[];
  /** All that was printed. */
  readonly log: string;
}

/**
 * Runs one step as GitHub’s runner does: inputs as variables, outputs and summary as files, annotations as lines of the
 * output. Nothing of the caller’s own environment reaches it but `PATH`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export async function runStep(step: Step): Promise<StepEnding> {
  const folder = await mkdtemp(join(tmpdir(), 'tg-step-'));
  const [outputFile, summaryFile] = [join(folder, 'output'), join(folder, 'summary')];
  try {
    await Promise.all([outputFile, summaryFile].map((file) => writeFile(file, '')));
    const { exitCode, all } = await execa(process.execPath, [step.program], {
      cwd: step.workspace,
      env: {
        PATH: process.env['PATH'],
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: step.workspace,
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: summaryFile,
        GITHUB_RUN_ID: randomUUID(),
        RUNNER_TEMP: folder,
        ...step.variables,
        ...inputVariables(step.inputs),
      },
      extendEnv: false,
      reject: false,
      all: true,
      timeout: step.withinMs ?? 60_000,
    });
    return {
      exitCode,
      outputs: readFileCommands(await readFile(outputFile, 'utf8')),
      summary: await readFile(summaryFile, 'utf8'),
      commands: readCommands(all),
      log: all,
    };
  } finally {
    await systemFiles.removeTree(folder);
  }
}

/** Upper case, spaces as underscores, dashes as they are: the runner’s own rule. */
function inputVariables(inputs: Step['inputs']): Record<string, string> {
  const entries = Object.entries(inputs);
  return Object.fromEntries(
    entries.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}
