import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { messageOf, UserError } from '../actions/src/errors.ts';

/** What a benchmark ends with: a table for people, the same for programs, and what was not as it must be. */
export interface Report {
  readonly json: object;
  readonly text: string;
  /** Any of them makes the exit code 1. */
  readonly problems: readonly string[];
}

export interface Given {
  has(flag: string): boolean;
  /** A whole number from 1 to `most`. */
  count(flag: string, bounds: { fallback: number; most: number }): number;
  /** Aborted by a signal, or when the benchmark takes too long: stop where you are and clean up. */
  readonly stopped: AbortSignal;
  /** What it is about now: shown when it takes longer than two seconds. */
  readonly say: (text: string) => void;
}

interface Benchmark {
  /** Flags without a value, besides `--json`. */
  readonly flags?: readonly string[];
  /** Flags with a count. */
  readonly counts: readonly string[];
  readonly withinMinutes: number;
  readonly measure: (given: Given) => Promise<Report>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SAY_EVERY_MS = 2000;
const REPEAT_AFTER_MS = 10_000;

/** Runs a benchmark as a program. Exit codes: 1 for a problem or a failure, 2 for a wrong flag, 130 when interrupted. */
export async function runBenchmark(benchmark: Benchmark): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!interrupted.signal.aborted) console.error(`${signal}: cleaning up.`);
      interrupted.abort();
    });
  }
  try {
    const limit = AbortSignal.timeout(benchmark.withinMinutes * 60_000);
    const { has, count } = readFlags(benchmark);
    const stopped = AbortSignal.any([interrupted.signal, limit]);
    write(await benchmark.measure({ has, count, stopped, say: progressLine() }), has('json'));
  } catch (error) {
    if (interrupted.signal.aborted) process.exitCode = 130;
    else fail(error);
  }
}

function readFlags({ flags = [], counts }: Benchmark): Pick<Given, 'has' | 'count'> {
  const values = parseFlags([...flags, 'json'], counts);
  return {
    has: (flag) => values[flag] === true,
    count(flag, { fallback, most }) {
      const text = values[flag] ?? String(fallback);
      const value = Number(text);
      if (Number.isInteger(value) && value >= 1 && value <= most) return value;
      throw wrongFlag(`Expected --${flag} to be a whole number from 1 to ${most}; found ${String(text)}.`);
    },
  };
}

function parseFlags(
  flags: readonly string[],
  counts: readonly string[],
): Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>> {
  const options: ParseArgsOptionsConfig = {};
  for (const name of flags) options[name] = { type: 'boolean' };
  for (const name of counts) options[name] = { type: 'string' };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw wrongFlag(messageOf(error));
  }
}

function wrongFlag(message: string): UserError {
  return new UserError({ code: 'usage', message, remedy: 'perf/README.md lists the flags.' });
}

/** A line every two seconds while there is something new, and a sign of life every ten. */
function progressLine(): Given['say'] {
  const began = performance.now();
  let now = '';
  let said = { text: '', at: 0 };
  setInterval(() => {
    const at = performance.now() - began;
    if (now === '' || (now === said.text && at - said.at < REPEAT_AFTER_MS)) return;
    said = { text: now, at };
    console.error(`${Math.round(at / 1000)} s: ${now}`);
  }, SAY_EVERY_MS).unref();
  return (text) => {
    now = text;
  };
}

function write({ json, text, problems }: Report, asJson: boolean): void {
  console.log(text);
  for (const problem of problems) console.error(problem);
  if (asJson) console.log(JSON.stringify(json));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function fail(error: unknown): void {
  if (error instanceof UserError) console.error(`${error.message}\n${error.remedy}`);
  else console.error(error);
  process.exitCode = error instanceof UserError && error.code === 'usage' ? 2 : 1;
}
