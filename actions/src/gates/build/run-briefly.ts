import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Configuration } from '../../configuration/environment-file.ts';
import { StepFailed } from '../../deployment/failure.ts';
import { releaseVariables, type Instance } from '../../host/layout.ts';
import { killGroup } from '../../ports/process-group.ts';

interface Wish {
  readonly instance: Instance;
  readonly entry: string;
  readonly configuration: Configuration;
  /** After so long it is killed, with all that it started. */
  readonly stopMs: number;
  /** Where its output goes; nowhere without it. */
  readonly log?: string;
}

type GivesUp = () => Promise<StepFailed | undefined>;

/** Runs the release on a private socket while `work` is done, and stops it whatever comes of it. */
export async function runBriefly<Result>(
  wish: Wish,
  work: (givesUp: GivesUp) => Promise<Result>,
): Promise<Result> {
  const log = wish.log === undefined ? undefined : openSync(wish.log, 'a');
  const child = start(wish, log);
  if (log !== undefined) closeSync(log);
  // That it could not be started at all is told by its exit code, as that it ended early is.
  const ended = once(child, 'exit').catch(() => undefined);
  try {
    return await work(() => Promise.resolve(earlyEnd(child)));
  } finally {
    child.kill('SIGTERM');
    const killer = setTimeout(() => {
      killGroup(child);
    }, wish.stopMs);
    await ended;
    clearTimeout(killer);
    killGroup(child);
  }
}

function start({ instance, entry, configuration }: Wish, log: number | undefined): ChildProcess {
  return spawn(process.execPath, [entry], {
    cwd: instance.releaseFolder,
    env: {
      PATH: process.env['PATH'] ?? '',
      ...configuration,
      ...releaseVariables(instance),
      DRAIN_MS: '0',
    },
    stdio: log === undefined ? 'ignore' : ['ignore', log, log],
    detached: true,
  });
}

function earlyEnd({ exitCode, signalCode }: ChildProcess): StepFailed | undefined {
  if (exitCode === null && signalCode === null) return undefined;
  const summary = `The release ended by itself (${signalCode ?? `exit code ${exitCode ?? ''}`}) before it was ready.`;
  return new StepFailed({ code: 'start-failed', summary });
}
