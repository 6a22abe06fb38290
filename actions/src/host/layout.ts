import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Served } from '../ledger/events.ts';

/** Where everything of one environment stands on its host. */
export interface HostLayout {
  readonly root: string;
  readonly releases: string;
  readonly config: string;
  readonly run: string;
  readonly logs: string;
  /** Confirmations, one file a deployment. */
  readonly answers: string;
  readonly journal: string;
  readonly lock: string;
  /** Numbers the owners of the lock. */
  readonly fence: string;
  /** What is live: a symbolic link to an instance's socket. Switch and revert are one rename(2) onto it. */
  readonly currentSocket: string;
}

/**
 * One release running with one configuration. Both are in its name: the same release may run twice for a moment, with
 * the old configuration and the new one.
 */
export interface Instance {
  readonly name: string;
  readonly served: Served;
  readonly releaseFolder: string;
  readonly configFile: string;
  readonly socketPath: string;
}

/** sockaddr_un.sun_path holds 108 bytes with its end (unix(7)). */
const MAX_SOCKET_PATH_BYTES = 107;

export function hostLayout(root: string): HostLayout {
  const run = join(root, 'run');
  return {
    root,
    releases: join(root, 'releases'),
    config: join(root, 'config'),
    run,
    logs: join(root, 'logs'),
    answers: join(root, 'answers'),
    journal: join(root, 'journal.jsonl'),
    lock: join(root, 'lock'),
    fence: join(root, 'fence'),
    currentSocket: join(run, 'current.sock'),
  };
}

export function instanceOf(layout: HostLayout, served: Served): Instance {
  const name = `${served.release.id}.${served.configHash.slice(0, 6)}`;
  const socketPath = join(layout.run, `${name}.sock`);
  const bytes = Buffer.byteLength(socketPath);
  if (bytes > MAX_SOCKET_PATH_BYTES) throw pathTooLong(socketPath, bytes);
  return {
    name,
    served,
    releaseFolder: join(layout.releases, served.release.id),
    configFile: join(layout.config, `${served.configHash}.env`),
    socketPath,
  };
}

/** What a release is told of itself, beside its configuration. */
export function releaseVariables({ socketPath, served }: Instance): Readonly<Record<string, string>> {
  const { release, configHash } = served;
  return {
    TIDEGATE_SOCKET: socketPath,
    TIDEGATE_RELEASE_ID: release.id,
    TIDEGATE_VERSION: release.version,
    TIDEGATE_COMMIT: release.commit,
    TIDEGATE_DIGEST: release.digest,
    TIDEGATE_CONFIG_HASH: configHash,
  };
}

function pathTooLong(path: string, bytes: number): UserError {
  return new UserError({
    code: 'path-too-long',
    message: `A unix socket’s path may have ${MAX_SOCKET_PATH_BYTES} bytes, and ${path} has ${bytes}.`,
    remedy: 'Set TIDEGATE_HOME to a folder with a shorter path.',
  });
}
