import { Random } from '../random.ts';
import {
  BEHAVIOURS,
  COMMANDS,
  CONFIRMATIONS,
  DISK_ERRORS,
  VICTIMS,
  type Command,
  type Fault,
  type ReleasePlan,
  type Schedule,
  type Trouble,
} from './schedule.ts';

/** What chance alone would seldom bring about: so many of a hundred schedules begin with one of these. */
const STORIES_PERCENT = 20;

interface Story {
  readonly steps: readonly Pick<Command, 'kind' | 'release'>[];
  /** What the first releases make of the migration that takes something away. */
  readonly contracts: readonly ReleasePlan['contract'][];
}

const NO_STORY: Story = { steps: [], contracts: [] };

const STORIES: readonly Story[] = [
  { steps: deploysOf(0, 1, 2), contracts: ['unaware', 'tolerates', 'carries'] },
  { steps: [...deploysOf(0, 1), { kind: 'rehearse', release: 0 }], contracts: [] },
  { steps: [...deploysOf(0, 1), { kind: 'clear', release: 1 }], contracts: [] },
];

/** What is drawn more often stands here more often. */
const OTHERS = COMMANDS.filter((kind) => kind !== 'deploy').concat('rollback', 'rehearse');

/** About as many operations as each kind of program has; a fault behind the last one never happens. */
const OPERATIONS = { deployed: 260, resumed: 60, confirmation: 8 };

/** The index-th schedule of a seed: the same in every run. */
export function generateSchedule(seed: number, index: number): Schedule {
  const random = new Random('schedule', seed, index);
  const hosts = random.chance(88) ? 1 : random.between(2, 3);
  const { steps, contracts } = random.chance(STORIES_PERCENT) ? random.pick(STORIES) : NO_STORY;
  const releases = Array.from({ length: Math.max(random.between(2, 3), contracts.length) }, (_, at) =>
    releasePlan(random, contracts[at]),
  );
  // A step is left out now and then: what comes behind it is then refused, or does something else.
  const told = steps.filter(() => random.chance(85));
  const more = told.length === 0 ? random.between(1, 4) : random.between(0, 2);
  const commands = Array.from({ length: told.length + more }, (_, id) => ({
    ...command(random, hosts, id),
    ...told[id],
  }));
  const faults = Array.from({ length: random.between(0, 5) }, () => fault(random, commands.length));
  faults.push(...outgrown(new Random('outgrown', seed, index), commands.length));
  return { seed: `${seed}/${index}`, hosts, releases, commands, faults };
}

function deploysOf(...releases: readonly number[]): Story['steps'] {
  return releases.map((release) => ({ kind: 'deploy', release }));
}

function outgrown(random: Random, commands: number): Fault[] {
  return random.chance(10) ? [{ ...placeOfFault(random, commands), kind: 'outgrown' }] : [];
}

function releasePlan(random: Random, contract: ReleasePlan['contract'] = 'unaware'): ReleasePlan {
  return {
    behaviour: random.chance(75) ? 'good' : random.pick(BEHAVIOURS),
    workers: random.between(1, 2),
    migrations: random.chance(70) ? 0 : random.between(1, 2),
    contract,
    hasMetrics: random.chance(30),
  };
}

function command(random: Random, hosts: number, id: number): Command {
  return {
    id,
    host: random.integer(hosts),
    kind: random.chance(70) ? 'deploy' : random.pick(OTHERS),
    release: random.integer(3),
    configuration: random.chance(85) ? 0 : 1,
    confirmation: random.chance(75) ? 'given' : random.pick(CONFIRMATIONS),
    lock: random.chance(50) ? 'refuse' : 'queue',
    withTheLast: random.chance(80) ? undefined : random.between(0, 900),
  };
}

function fault(random: Random, commands: number): Fault {
  return { ...placeOfFault(random, commands), ...random.pick(TROUBLES)(random) };
}

function placeOfFault(random: Random, commands: number): Pick<Fault, 'command' | 'operation'> {
  const kind = random.integer(100);
  if (kind < 4) return { command: 'confirmation', operation: random.between(1, OPERATIONS.confirmation) };
  if (kind < 12) return { command: 'boot', operation: random.between(1, OPERATIONS.resumed) };
  const operations = kind < 80 ? OPERATIONS.deployed : OPERATIONS.resumed;
  return { command: random.integer(commands), operation: random.between(1, operations) };
}

/** What is drawn more often stands here more often. */
const TROUBLES: readonly ((random: Random) => Trouble)[] = [
  kill,
  kill,
  kill,
  () => ({ kind: 'power-cut' }),
  () => ({ kind: 'power-cut' }),
  () => ({ kind: 'power-cut' }),
  (random) => ({ kind: 'pause', forMs: random.between(50, 20_000) }),
  (random) => ({ kind: 'disk', code: random.pick(DISK_ERRORS), operations: random.between(1, 30) }),
  (random) => ({ kind: 'database-down', forMs: random.between(10, 3000) }),
  (random) => ({ kind: 'clock', byMs: random.between(-100_000_000, 100_000_000) }),
  (random) => ({ kind: 'process-dies', victim: random.pick(VICTIMS) }),
  (random) => ({
    kind: 'network',
    how: random.pick(['drop', 'delay', 'double'] as const),
    forMs: random.between(50, 4000),
  }),
];

function kill(random: Random): Trouble {
  return { kind: 'kill', when: random.pick(['before', 'after'] as const) };
}
