import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Instance } from '../../host/layout.ts';
import type { GateSubject } from '../gate.ts';

const STOP_MS = 15_000;

/** Runs the release on a private socket while `work` is done, and stops it whatever comes of it. */
export async function runBriefly<Result>(
  { instance, entry, subject }: { instance: Instance; entry: string; subject: GateSubject },
  work: () => Promise<Result>,
): Promise<Result> {
  const { release, configHash } = instance.served;
  const child = spawn(process.execPath, [entry], {
    cwd: instance.releaseFolder,
    env: {
      PATH: process.env['PATH'] ?? '',
      ...subject.configuration,
      TIDEGATE_SOCKET: instance.socketPath,
      TIDEGATE_RELEASE_ID: release.id,
      TIDEGATE_VERSION: release.version,
      TIDEGATE_COMMIT: release.commit,
      TIDEGATE_DIGEST: release.digest,
      TIDEGATE_CONFIG_HASH: configHash,
      DRAIN_MS: '0',
    },
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(child, 'exit');
  try {
    return await work();
  } finally {
    child.kill('SIGTERM');
    const killer = setTimeout(() => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    }, STOP_MS);
    await ended;
    clearTimeout(killer);
  }
}
