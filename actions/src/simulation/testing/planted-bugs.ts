import { dirname } from 'node:path/posix';
import type { Host } from '../host/host.ts';
import type { Files } from '../../ports/files.ts';
import type { DeploymentPorts } from '../../deployment/ports.ts';
import { systemError } from '../disk/system-error.ts';
import { nameOf } from '../facts.ts';
import { SimulatedFiles } from '../ports/simulated-files.ts';
import { COMMAND_BUGS } from './planted-command-bugs.ts';
import { overriding, withFiles, type PlantedBug } from './planting.ts';

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a journal that is not synced',
    invariants: ['a-written-line-stays'],
    spoil: (ports) =>
      withFiles(ports, {
        appendDurably: (path, text) => simulated(ports).append(path, text, { isSynced: false }),
      }),
  },
  {
    name: 'folders that are not synced',
    invariants: ['a-written-line-stays', 'no-bug-of-our-own'],
    spoil: (ports) => withFiles(ports, { syncFolder: () => Promise.resolve() }),
  },
  {
    name: 'a torn line that is left in the journal',
    invariants: ['a-written-line-stays'],
    spoil: (ports) => withFiles(ports, { truncate: () => Promise.resolve() }),
  },
  {
    name: 'a switch in two steps',
    invariants: ['one-release-serves-at-every-moment'],
    spoil: (ports) => withFiles(ports, { rename: (from, to) => renameInTwoSteps(ports, from, to) }),
  },
  {
    name: 'a step that is journalled after it is done',
    invariants: ['journalled-and-locked-before-it-is-done'],
    spoil: (ports) => withFiles(ports, { appendDurably: heldBack(ports.files) }),
  },
  {
    name: 'a lock that is taken from the living',
    invariants: [
      'journalled-and-locked-before-it-is-done',
      'one-deployment-at-a-time',
      'a-written-line-stays',
    ],
    spoil: (ports) => ({ ...ports, processes: { ...ports.processes, isAlive: () => false } }),
  },
  {
    name: 'a lock that the dead hold',
    invariants: ['the-same-command-again-converges'],
    spoil: (ports) => ({ ...ports, processes: { ...ports.processes, isAlive: () => true } }),
  },
  {
    name: 'a number that is counted anew',
    invariants: ['the-token-never-goes-back'],
    spoil: (ports) => withFiles(ports, { readText: blindOnce(ports.files, '/fence') }),
  },
  {
    name: 'a release that is taken for ready as soon as it answers',
    invariants: ['a-switch-only-to-a-proven-release'],
    spoil: (ports) =>
      withNetwork(ports, '/health/ready', (answer) => ({
        ...answer,
        status: 200,
        body: answer.body.replace('"starting"', '"ready"'),
      })),
  },
  {
    name: 'a watch that sees nothing',
    invariants: ['no-failing-release-is-called-good'],
    spoil: (ports) =>
      withNetwork(ports, undefined, (answer) => ({ ...answer, status: 200, milliseconds: 1 })),
  },
  {
    name: 'a target that is inferred late',
    invariants: ['a-revert-only-to-good'],
    spoil: (ports, { host }) =>
      withFiles(ports, {
        async symlink(target, path) {
          const { unfinished } = host.ledger;
          const isRevert =
            unfinished !== undefined && target !== `${nameOf(host, unfinished.started.candidate) ?? ''}.sock`;
          await ports.files.symlink(
            isRevert ? ((await newestUnpacked(ports, host)) ?? target) : target,
            path,
          );
        },
      }),
  },
  {
    name: 'an old release that is stopped at the switch',
    // In a rehearsal it is what users are sent back to.
    invariants: ['the-release-before-stays-warm', 'one-release-serves-at-every-moment'],
    spoil: (ports, { host }) =>
      withFiles(ports, {
        async rename(from, to) {
          const before = host.routedInstance();
          await ports.files.rename(from, to);
          if (to === ports.layout.currentSocket && before !== undefined) await ports.supervisor.stop(before);
        },
      }),
  },
  {
    name: 'a revert that stops before it routes',
    invariants: ['one-release-serves-at-every-moment', 'the-release-before-stays-warm'],
    spoil: (ports, { host }) =>
      stopsFirst(ports, () => nameOf(host, host.ledger.unfinished?.started.candidate)),
  },
  {
    name: 'a revert that is only written down',
    invariants: ['what-serves-is-what-the-ledger-says'],
    spoil: (ports, { host }) => revertsNothing(ports, host),
  },
  {
    name: 'a recovery that believes the journal and not the link',
    invariants: [
      'one-release-serves-at-every-moment',
      'what-serves-is-what-the-ledger-says',
      'the-same-command-again-converges',
    ],
    spoil: (ports, { host }) =>
      withFiles(ports, {
        async readLink(path) {
          const found = await ports.files.readLink(path);
          return host.ledger.live === undefined ? found : `${nameOf(host, host.ledger.live) ?? ''}.sock`;
        },
      }),
  },
  {
    name: 'a confirmation that is taken as given',
    invariants: ['without-confirmation-always-reverted'],
    spoil: (ports) =>
      withFiles(ports, {
        readText: (path) =>
          dirname(path) === ports.layout.answers
            ? Promise.resolve(JSON.stringify({ deployment: 'any', answer: 'confirm' }))
            : ports.files.readText(path),
      }),
  },
  {
    name: 'a stop that does nothing',
    invariants: [
      'never-two-digests-after-an-end',
      'a-stop-leaves-nothing-running',
      'every-command-leaves-what-is-recorded',
    ],
    spoil: (ports) => ({ ...ports, supervisor: { ...ports.supervisor, stop: () => Promise.resolve() } }),
  },
  ...COMMAND_BUGS,
];

function simulated({ files }: DeploymentPorts): SimulatedFiles {
  if (files instanceof SimulatedFiles) return files;
  throw new TypeError('expected simulated files');
}

type Change = (answer: Awaited<ReturnType<DeploymentPorts['network']['ask']>>) => typeof answer;

/** Changes the answers to one path, or, without one, to all that users could ask for. */
function withNetwork(ports: DeploymentPorts, path: string | undefined, change: Change): DeploymentPorts {
  return {
    ...ports,
    network: {
      async ask(question) {
        const isMeant =
          path === undefined ? !/^\/(?:health|metrics)/.test(question.path) : question.path === path;
        if (!isMeant) return ports.network.ask(question);
        return change(await ports.network.ask({ ...question, timeoutMs: 10_000 }));
      },
    },
  };
}

async function renameInTwoSteps({ files, layout }: DeploymentPorts, from: string, to: string): Promise<void> {
  if (to === layout.currentSocket && (await files.exists(to))) await files.unlink(to);
  await files.rename(from, to);
}

function heldBack(files: Files): Files['appendDurably'] {
  let held = '';
  return async (path, text) => {
    held += text;
    if (text.includes('"step-started"')) return;
    const lines = held;
    held = '';
    await files.appendDurably(path, lines);
  };
}

/** As if the file had not been there the first time. */
function blindOnce(files: Files, ending: string): Files['readText'] {
  let isBlind = true;
  return async (path) => {
    if (!isBlind || !path.endsWith(ending)) return files.readText(path);
    isBlind = false;
    throw systemError('ENOENT', path);
  };
}

/** Of the unpacked releases that are not the candidate, whichever comes last. */
async function newestUnpacked({ files, layout }: DeploymentPorts, host: Host): Promise<string | undefined> {
  const candidate = host.ledger.unfinished?.started.candidate;
  if (candidate === undefined) return undefined;
  const others = (await files.list(layout.releases)).filter((id) => id !== candidate.release.id).sort();
  const newest = others.at(-1);
  return newest === undefined ? undefined : `${newest}.${candidate.configHash.slice(0, 6)}.sock`;
}

function revertsNothing(ports: DeploymentPorts, host: Host): DeploymentPorts {
  const { files, supervisor, layout } = ports;
  function candidate(): string | undefined {
    return nameOf(host, host.ledger.unfinished?.started.candidate);
  }
  return {
    ...ports,
    files: overriding(files, {
      async rename(from, to) {
        const isRevert =
          to === layout.currentSocket && (await files.readLink(from)) !== `${candidate() ?? ''}.sock`;
        if (!isRevert || candidate() === undefined) await files.rename(from, to);
      },
    }),
    supervisor: {
      ...supervisor,
      async stop(name) {
        if (name !== candidate()) await supervisor.stop(name);
      },
    },
  };
}

/** Puts the rename of a revert off until the candidate was stopped. */
function stopsFirst(ports: DeploymentPorts, candidate: () => string | undefined): DeploymentPorts {
  let putOff: (() => Promise<void>) | undefined;
  const { files, supervisor, layout } = ports;
  return {
    ...ports,
    files: overriding(files, {
      async rename(from, to) {
        const isRevert =
          to === layout.currentSocket && (await files.readLink(from)) !== `${candidate() ?? ''}.sock`;
        if (isRevert && candidate() !== undefined) putOff = () => files.rename(from, to);
        else await files.rename(from, to);
      },
    }),
    supervisor: {
      ...supervisor,
      async stop(name) {
        await supervisor.stop(name);
        await putOff?.();
        putOff = undefined;
      },
    },
  };
}
