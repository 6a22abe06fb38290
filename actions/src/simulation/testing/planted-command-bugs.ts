import type { LiveSchema } from '../../database/migrations/schema.ts';
import type { DeploymentPorts } from '../../deployment/ports.ts';
import { nameOf } from '../facts.ts';
import type { Host } from '../host/host.ts';
import { isRehearsing, isStopped } from '../invariant.ts';
import { withFiles, type PlantedBug } from './planting.ts';

/** Of what is asked of a host beside deployments. */
export const COMMAND_BUGS: readonly PlantedBug[] = [
  {
    name: 'a stop that stops the front alone',
    invariants: ['a-stop-leaves-nothing-running'],
    spoil: (ports, { host }) => ({
      ...ports,
      supervisor: {
        ...ports.supervisor,
        list: async () =>
          (await ports.supervisor.list()).filter((name) => !isStopped(host) || name === 'front'),
      },
    }),
  },
  {
    name: 'a clear that is told and not written',
    invariants: ['what-is-cleared-is-written'],
    spoil: (ports) =>
      withFiles(ports, {
        async appendDurably(path, text) {
          if (!text.includes('"mark-cleared"')) await ports.files.appendDurably(path, text);
        },
      }),
  },
  {
    name: 'a restore that is written and not done',
    invariants: ['a-restore-is-done-before-it-is-written'],
    spoil: (ports) => ({
      ...ports,
      database: {
        ...ports.database,
        restore: ({ migration }) => Promise.resolve({ migration, parts: [], notRestored: [] }),
      },
    }),
  },
  {
    name: 'a floor that is not asked for',
    invariants: ['nothing-outgrown-is-switched-to'],
    spoil: (ports) => withSchema(ports, (schema) => ({ ...schema, floor: 0, contracts: [] })),
  },
  {
    name: 'a migration that is taken for one that ran already',
    invariants: ['nothing-is-taken-from-what-serves'],
    spoil: (ports) => withSchema(ports, (schema) => ({ ...schema, version: 99 })),
  },
  {
    name: 'a rehearsal that does not come back',
    invariants: ['every-command-leaves-what-is-recorded', 'one-release-serves-at-every-moment'],
    spoil: (ports, { host }) => withoutSwitch(ports, (to) => isRehearsing(host) && isLive(host, to)),
  },
  {
    name: 'a rehearsal that goes nowhere',
    invariants: ['no-failing-release-is-rehearsed-well'],
    spoil: (ports, { host }) => withoutSwitch(ports, (to) => isRehearsing(host) && !isLive(host, to)),
  },
  {
    name: 'a rehearsal that leaves what it tried out running',
    invariants: ['every-command-leaves-what-is-recorded'],
    spoil: (ports, { host }) => ({
      ...ports,
      supervisor: {
        ...ports.supervisor,
        async stop(name) {
          if (!isRehearsing(host)) await ports.supervisor.stop(name);
        },
      },
    }),
  },
  {
    name: 'a rehearsal whose death nobody sees',
    invariants: [
      'every-command-leaves-what-is-recorded',
      'what-serves-is-what-the-ledger-says',
      // What it left users with is stopped as one of the others.
      'one-release-serves-at-every-moment',
    ],
    spoil: (ports, { host }) =>
      withFiles(ports, {
        async readLink(path) {
          const found = await ports.files.readLink(path);
          const { live, unfinished } = host.ledger;
          const isNobodys = live !== undefined && unfinished === undefined && !isRehearsing(host);
          return isNobodys ? `${nameOf(host, live) ?? ''}.sock` : found;
        },
      }),
  },
];

function withSchema(ports: DeploymentPorts, change: (schema: LiveSchema) => LiveSchema): DeploymentPorts {
  const { database } = ports;
  return { ...ports, database: { ...database, schema: async (url) => change(await database.schema(url)) } };
}

/** Leaves out the switches to those that are meant. */
function withoutSwitch(
  { files, layout, ...ports }: DeploymentPorts,
  isMeant: (to: string) => boolean,
): DeploymentPorts {
  return withFiles(
    { ...ports, files, layout },
    {
      async rename(from, to) {
        if (to === layout.currentSocket && isMeant(await files.readLink(from))) await files.unlink(from);
        else await files.rename(from, to);
      },
    },
  );
}

function isLive(host: Host, socket: string): boolean {
  return socket === `${nameOf(host, host.ledger.live) ?? ''}.sock`;
}
