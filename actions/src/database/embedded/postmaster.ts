import { readFile, readlink, rm } from 'node:fs/promises';
import { identityOf, systemProcesses, type ProcessIdentity } from '../../ports/processes.ts';

/** The server process of a cluster, as its `postmaster.pid` and the system describe it. */
export interface Postmaster {
  readonly identity: ProcessIdentity;
  /** 0 while the server has not written it yet. */
  readonly port: number;
  readonly isReady: boolean;
}

/** The server that runs on the cluster now; `undefined` for none, also when a file of a dead one still lies there. */
export async function findPostmaster(data: string): Promise<Postmaster | undefined> {
  const found = await readPidFile(data);
  return found !== undefined && (await isPostmasterOf(found.identity, data)) ? found : undefined;
}

/**
 * Removes a `postmaster.pid` that PostgreSQL itself would trust although its process is none of ours: the id was
 * given to another program since, or is a zombie's. What is plainly dead is left to PostgreSQL.
 */
export async function removeMisleadingPidFile(data: string): Promise<void> {
  const found = await readPidFile(data);
  if (found === undefined || !exists(found.identity.pid)) return;
  if (!(await isPostmasterOf(found.identity, data))) await rm(`${data}/postmaster.pid`, { force: true });
}

/** Lines of the file: pid, data folder, start time, port, socket folder, address, shared memory, status. */
async function readPidFile(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(`${data}/postmaster.pid`, 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  // A negative id is a single-user backend's.
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return {
    identity: identityOf(pid),
    port: Number(lines[3] ?? 0) || 0,
    isReady: lines[7]?.trim() === 'ready',
  };
}

/** A postmaster's working directory is its cluster; elsewhere than on Linux only being alive can be seen. */
async function isPostmasterOf(identity: ProcessIdentity, data: string): Promise<boolean> {
  if (!systemProcesses.isAlive(identity)) return false;
  if (process.platform !== 'linux') return true;
  return await readlink(`/proc/${identity.pid}/cwd`).then(
    (folder) => folder === data,
    () => false,
  );
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
