import { failureOf } from '../actions/src/deployment/failure.ts';
import { UserError } from '../actions/src/errors.ts';
import { EXIT_CODES, exitCodeOfError } from '../actions/src/exit-codes.ts';
import type { Progress } from '../actions/src/pipeline/progress.ts';
import { interactiveProgress, plainProgress } from '../actions/src/terminal/progress.ts';

/** What a command is given. */
export interface Invocation {
  /** Where the command was given: npm runs it in the checkout's root. */
  readonly repository: string;
  readonly arguments: readonly string[];
  readonly options: CommandOptions;
  readonly progress: Progress;
}

export interface CommandOptions {
  readonly json?: true;
  readonly yes?: true;
  readonly to?: string;
  readonly artifact?: string;
  readonly reason?: string;
  readonly request?: string;
  readonly allowBad?: boolean;
  readonly forwardOnly?: true;
  readonly seed?: string;
  readonly schedules?: string;
  readonly only?: string;
  readonly verify?: true;
  readonly head?: string;
  readonly workspace?: string;
  readonly uses?: string;
  readonly check?: true;
  readonly repo?: string;
  readonly reviewers?: string;
  readonly secrets?: readonly string[];
  readonly replaceSecrets?: true;
}

/** What a command ends with: for a program, for a person, and for the shell. */
export interface Ending {
  readonly json: object;
  readonly text: string;
  readonly exitCode: number;
}

export type Perform = (invocation: Invocation) => Promise<Ending>;

/** Carries a command out and writes its ending: the only place that catches, and that sets the exit code. */
export async function perform(
  work: Perform,
  given: { arguments: readonly string[]; options: CommandOptions },
): Promise<void> {
  const json = given.options.json === true;
  try {
    const ending = await work({ ...given, repository: process.cwd(), progress: progressFor(json) });
    write(ending, json);
  } catch (error) {
    const mendable = whatTheUserCanMend(error);
    if (mendable !== undefined) write(endingOf(mendable, given.arguments[0]), json);
    else {
      console.error(error);
      write(
        {
          json: { outcome: 'refused', reasonCode: 'internal-error' },
          text: '',
          exitCode: EXIT_CODES.failure.code,
        },
        json,
      );
    }
  }
}

export function usageError(message: string, json: boolean): void {
  const remedy = 'Run the command with --help to see what it takes.';
  write(endingOf(new UserError({ code: 'usage', message, remedy }), undefined), json);
}

/** A disk that is full or files that are refused are no bug, wherever they were met. */
function whatTheUserCanMend(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  const { code, message, findings } = failureOf(error);
  if (code === 'internal-error') return undefined;
  return new UserError({ code, message, remedy: findings[0]?.remedy ?? '', cause: error });
}

function progressFor(json: boolean): Progress {
  if (json) return plainProgress(process.stderr);
  return process.stdout.isTTY ? interactiveProgress() : plainProgress(process.stdout);
}

function write({ json, text, exitCode }: Ending, asJson: boolean): void {
  const out = asJson || exitCode !== 0 ? process.stderr : process.stdout;
  if (text !== '') out.write(`${text}\n`);
  if (asJson) process.stdout.write(`${JSON.stringify(json)}\n`);
  process.exitCode = exitCode;
}

function endingOf({ code, message, remedy }: UserError, environment: string | undefined): Ending {
  return {
    json: {
      outcome: 'refused',
      reasonCode: code,
      environment: environment ?? null,
      summary: message,
      findings: [{ code, message, remedy }],
    },
    text: `${message}\n${remedy}\n(${code})`,
    exitCode: exitCodeOfError(code),
  };
}
