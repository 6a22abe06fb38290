import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Configuration } from '../configuration/environment-file.ts';
import { UserError } from '../errors.ts';
import { killGroup } from '../ports/process-group.ts';
import type { Finding } from '../verdict/verdict.ts';

const TIMEOUT_MS = 15_000;
const MOST_CHARACTERS = 1024 * 1024;
const answerSchema = z.object({
  verdict: z.enum(['pass', 'fail']),
  problems: z.array(z.object({ variable: z.string(), message: z.string(), remedy: z.string() })),
});

interface Wish {
  readonly program: string;
  readonly configuration: Configuration;
  readonly withinMs?: number;
}

interface Ending {
  readonly output: string;
  readonly exitCode: number | null;
}

/**
 * Runs the artifact's own `check-config.mjs` with nothing but the configuration in its environment: the same file that
 * the service runs at its start. Returns what it refuses, never a value; `UserError` build-incomplete when it gives no
 * answer, or one that its own exit code denies.
 */
export async function runContract(wish: Wish): Promise<readonly Finding[]> {
  const ending = await run(wish).catch((error: unknown) => {
    throw noAnswer('it did not run to its end', error);
  });
  return refusalsIn(ending);
}

/** What a contract that ended so refuses. */
export function refusalsIn({ output, exitCode }: Ending): readonly Finding[] {
  const answer = answerSchema.safeParse(parseJson(output));
  if (!answer.success) throw noAnswer(`it printed something else and ended with ${exitCode ?? 'a signal'}`);
  const { verdict, problems } = answer.data;
  if ((verdict === 'pass') !== (problems.length === 0) || (verdict === 'pass') !== (exitCode === 0)) {
    throw noAnswer(
      `it contradicts itself: ${verdict}, ${problems.length} problems, and it ended with ${exitCode ?? 'a signal'}`,
    );
  }
  return problems.map(({ variable, message, remedy }) => ({
    code: 'configuration-invalid',
    message,
    remedy,
    place: variable,
  }));
}

async function run({ program, configuration, withinMs = TIMEOUT_MS }: Wish): Promise<Ending> {
  const child = spawn(process.execPath, [program], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', ...configuration },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const timer = setTimeout(() => {
    killGroup(child);
    // What left the group may hold the other end.
    child.stdout.destroy();
  }, withinMs);
  try {
    const [output, [exitCode]] = await Promise.all([readAll(child.stdout), ended]);
    return { output, exitCode };
  } finally {
    clearTimeout(timer);
    killGroup(child);
    await ended.catch(() => undefined);
  }
}

/** Until its end: a stream that is destroyed before fails. */
async function readAll(stream: Readable): Promise<string> {
  let output = '';
  for await (const text of stream.setEncoding('utf8') as AsyncIterable<string>) {
    output += text;
    if (output.length > MOST_CHARACTERS) throw new Error('it prints without end');
  }
  return output;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What it printed is not told: it may hold values. */
function noAnswer(found: string, cause?: unknown): UserError {
  return new UserError({
    code: 'build-incomplete',
    message: `Expected check-config.mjs to print its verdict on the configuration as JSON; ${found}.`,
    remedy:
      'Run the application’s check-config yourself with the environment’s variables, mend it, and package anew.',
    cause,
  });
}
