import cluster from 'node:cluster';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { WorkerIdentity } from './cluster/worker-identity.ts';
import type { Configuration } from './config/configuration.ts';
import { parseConfiguration } from './config/parse-configuration.ts';
import { describeProblems } from './config/problem.ts';
import { openLog } from './log.ts';

/** What a caller adds to every worker. Tests plant defects through it; the service itself adds nothing. */
export interface ServiceExtension {
  /** Runs before every route, `/health` included. */
  readonly middleware?: (worker: WorkerIdentity) => readonly RequestHandler[];
  /** Runs in each worker before it listens; a failure ends the worker. */
  readonly beforeListen?: (worker: WorkerIdentity) => Promise<void> | void;
  /** How long after the order to stop a worker may still work on its requests: 10 s. */
  readonly stopWithinMs?: number;
}

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
