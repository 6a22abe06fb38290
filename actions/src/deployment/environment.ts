import { dirname } from 'node:path';
import { Lock } from '../host/lock.ts';
import { openJournal, type Journal } from '../ledger/journal.ts';
import { environmentState } from '../ledger/state.ts';
import type { DeploymentPorts } from './ports.ts';
import { recover } from './recover.ts';
import type { Limits } from './request.ts';
import type { HeldEnvironment } from './run.ts';

/** Does the work under the environment's lock, after what an earlier program left half-way was put right. */
export async function inEnvironment<Result>(
  ports: DeploymentPorts,
  { purpose, limits, isFirst = false }: { purpose: string; limits: Limits; isFirst?: boolean },
  work: (environment: HeldEnvironment) => Promise<Result>,
): Promise<Result> {
  await makeFolders(ports);
  const waitMs = limits.lock === 'queue' ? limits.queueWithin : 0;
  const lock = await Lock.acquire(
    { ...ports, path: ports.layout.lock, fence: ports.layout.fence },
    { purpose, waitMs, isFirst },
  );
  try {
    const journal = whileHeld(lock, await openJournal({ ...ports, path: ports.layout.journal }));
    await lock.outnumber(environmentState(journal.entries).lastToken);
    await recover(ports, { lock, journal }, limits);
    return await work({ lock, journal });
  } finally {
    await lock.release();
  }
}

/** Any step may have taken so long that another has taken over: then nothing more is written. */
function whileHeld(lock: Lock, journal: Journal): Journal {
  return {
    entries: journal.entries,
    async append(event) {
      await lock.assertHeld();
      await journal.append(event);
    },
  };
}

async function makeFolders({ files, layout }: DeploymentPorts): Promise<void> {
  const { root, releases, config, run, logs, answers } = layout;
  // Each time: of folders that are there, a power cut may have left any one out, or may yet take the name.
  for (const folder of [root, releases, config, run, answers, logs]) await files.makeFolder(folder);
  await files.syncFolder(root);
  await files.syncFolder(dirname(root));
}
