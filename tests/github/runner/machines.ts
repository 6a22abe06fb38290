import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { abortOf } from './join-group.ts';
import { openMachine, type Machine } from './machine.ts';

export interface Machines {
  /** Undefined where the job is cancelled before it has one. */
  open(
    labels: readonly string[],
    signal: AbortSignal,
  ): Promise<{ machine: Machine; giveBack: () => Promise<void> } | undefined>;
}

export interface MachinesWish {
  readonly root: string;
  readonly slug: string;
  /** Of a self-hosted runner: by a label of its own, the folder that it keeps between jobs. */
  readonly kept: Readonly<Record<string, string>>;
}

/** GitHub's own are fresh for each job; a self-hosted one keeps its home and runs one job at a time. */
export function newMachines({ root, slug, kept }: MachinesWish): Machines {
  const busy = new Map<string, Promise<unknown>>();
  return {
    async open(labels, signal) {
      const own = Object.keys(kept).find((label) => labels.includes(label));
      if (own !== undefined)
        return await keptMachine({ label: own, folder: kept[own] ?? '', slug, busy, signal });
      // GitHub would leave it in the queue for a day: https://docs.github.com/en/actions/reference/limits
      if (labels.length === 0 || !labels.every((label) => /^(ubuntu|macos|windows)-/.test(label)))
        throw new Error(`No runner has the labels: ${labels.join(', ')}`);
      // Short, since a socket's path has few bytes; open to others, since a database may run as another user.
      const folder = await mkdtemp(join(root, 'j'));
      await chmod(folder, 0o711);
      const machine = await openMachine({ folder, name: 'GitHub Actions 1', isPersistent: false, slug });
      return { machine, giveBack: () => systemFiles.removeTree(folder) };
    },
  };
}

interface KeptWish {
  readonly label: string;
  readonly folder: string;
  readonly slug: string;
  readonly busy: Map<string, Promise<unknown>>;
  readonly signal: AbortSignal;
}

async function keptMachine({ label, folder, slug, busy, signal }: KeptWish): ReturnType<Machines['open']> {
  const before = busy.get(label) ?? Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  busy.set(
    label,
    before.then(() => promise),
  );
  if ((await Promise.race([before, abortOf(signal)])) === 'cancelled') {
    resolve(undefined);
    return undefined;
  }
  const machine = await openMachine({ folder, name: label, isPersistent: true, slug });
  return {
    machine,
    giveBack: () => {
      resolve(undefined);
      return Promise.resolve();
    },
  };
}
