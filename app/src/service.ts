import cluster from 'node:cluster';
import type { Logger } from 'pino';
import type { Configuration } from './config/configuration.ts';
import { parseConfiguration } from './config/parse-configuration.ts';
import { describeProblems } from './config/problem.ts';
import { openLog } from './log.ts';
import type { ServiceExtension } from './service-extension.ts';

const EX_CONFIG = 78; // sysexits.h
const STOP_WITHIN_MS = 10_000;

/**
 * Runs the whole service in this process (the primary) and in the workers that it forks from the same program.
 * Exit codes: 0 after an orderly stop, 78 for a refused configuration, 1 for anything else.
 */
export async function runService(extension: ServiceExtension = {}): Promise<void> {
  const parsed = parseConfiguration(process.env);
  if (parsed.kind === 'invalid') {
    process.stderr.write(describeProblems(parsed.problems));
    process.exitCode = EX_CONFIG;
    return;
  }
  const { configuration } = parsed;
  const log = openLogOrSayWhyNot(configuration);
  if (log === undefined) return;
  const stopWithinMs = extension.stopWithinMs ?? STOP_WITHIN_MS;
  // Each process loads its own part only: Express and the database's driver are half of the time to start.
  if (cluster.isPrimary) {
    const { runPrimary } = await import('./cluster/primary.ts');
    await runPrimary({ configuration, log, stopWithinMs });
  } else {
    const { runWorker } = await import('./cluster/worker.ts');
    await runWorker({ configuration, log, stopWithinMs, extension });
  }
}

function openLogOrSayWhyNot(configuration: Configuration): Logger | undefined {
  try {
    return openLog(configuration);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `LOG_FILE_PATH: expected a file that can be appended to, found: ${reason}. Name another.\n`,
    );
    process.exitCode = EX_CONFIG;
    return undefined;
  }
}
