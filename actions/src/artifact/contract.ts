import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../errors.ts';
import { buildFailed } from './build-failed.ts';
import { contractSchema, mistakesIn, type ConfigurationContract } from './manifest.ts';

const run = promisify(execFile);

/**
 * Asks the built `check-config.mjs` which variables it knows. It runs without any environment, so that nothing of the
 * build machine gets into the answer. `UserError` build-failed when it fails, says nothing within 20 s, or anything else
 * than a contract.
 */
export async function readContract(checkConfig: string): Promise<ConfigurationContract> {
  const { stdout } = await run(process.execPath, [checkConfig, '--contract'], {
    env: { PATH: process.env['PATH'] ?? '' },
    timeout: 20_000,
    maxBuffer: 1024 * 1024,
  }).catch((error: unknown) => {
    throw failed(messageOf(error), error);
  });
  const parsed = contractSchema.safeParse(parseJson(stdout));
  if (!parsed.success) throw failed(mistakesIn(parsed.error), parsed.error);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failed(messageOf(error), error);
  }
}

function failed(problem: string, cause: unknown): Error {
  return buildFailed({
    message: `Expected the configuration check to print its contract when run with --contract: ${problem.trim()}.`,
    remedy: 'Run it yourself with --contract and an empty environment; it must print JSON and exit with 0.',
    cause,
  });
}
