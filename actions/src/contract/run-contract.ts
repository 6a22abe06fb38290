import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Configuration } from '../configuration/environment-file.ts';
import type { Finding } from '../verdict/verdict.ts';

const TIMEOUT_MS = 15_000;
const answerSchema = z.object({
  verdict: z.enum(['pass', 'fail']),
  problems: z.array(z.object({ variable: z.string(), message: z.string(), remedy: z.string() })),
});

/**
 * Runs the artifact's own `check-config.mjs` with nothing but the configuration in its environment: the same file that
 * the service runs at its start. Returns what it refuses, never a value; throws when it gives no answer.
 */
export async function runContract(wish: {
  program: string;
  configuration: Configuration;
}): Promise<readonly Finding[]> {
  const child = spawn(process.execPath, [wish.program], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', ...wish.configuration },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TIMEOUT_MS,
  });
  const answer = answerSchema.parse(JSON.parse(await text(child.stdout)));
  if ((answer.verdict === 'pass') !== (answer.problems.length === 0)) {
    throw new Error('check-config.mjs contradicts itself: its verdict and its problems differ');
  }
  return answer.problems.map(({ variable, message, remedy }) => ({
    code: 'configuration-invalid',
    message,
    remedy,
    place: variable,
  }));
}
