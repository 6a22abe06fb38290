import { instanceOf } from '../host/layout.ts';
import type { Served } from '../ledger/events.ts';
import type { Host } from './host/host.ts';
import { FrontProcess } from './host/front-process.ts';
import type { Program } from './host/program.ts';
import type { SimulatedProcess } from './host/simulated-process.ts';
import type { Fault, Trouble, Victim } from './schedule/schedule.ts';
import type { World } from './world.ts';

/** Lets each fault of a command happen when its program comes to the operation; tells the world which did. */
export function faultsOf(
  world: World,
  host: Host,
  faults: readonly Fault[],
): (program: Program, when: 'before' | 'after') => void {
  const byOperation = Map.groupBy(faults, ({ operation }) => operation);
  return (program, when) => {
    if (world.isCalm) return;
    for (const fault of byOperation.get(program.operations) ?? []) {
      const isKillAfter = fault.kind === 'kill' && fault.when === 'after';
      if (isKillAfter === (when === 'before') || !program.isAlive) continue;
      world.faults.set(fault.kind, (world.faults.get(fault.kind) ?? 0) + 1);
      world.tell(`${host.name} ! ${JSON.stringify(fault)}`);
      happen({ world, host, program, trouble: fault });
    }
  };
}

/** Of somebody else, behind every migration that releases come with: none of them bears it. */
const ELSEWHERE = '0009_elsewhere.sql';

interface Scene {
  readonly world: World;
  readonly host: Host;
  readonly program: Program;
  readonly trouble: Trouble;
}

function happen({ world, host, program, trouble }: Scene): void {
  const { now } = world.timeline;
  switch (trouble.kind) {
    case 'kill':
      program.end('fault');
      return;
    case 'pause':
      program.pause(trouble.forMs);
      return;
    case 'power-cut':
      host.losePower(world.random(host.name, 'power', String(program.operations)));
      world.whenBooted(host);
      return;
    case 'disk':
      host.diskTrouble = { code: trouble.code, left: trouble.operations };
      return;
    case 'database-down':
      host.database.downUntil = now + trouble.forMs;
      return;
    case 'outgrown':
      host.database.apply(ELSEWHERE, { takesAway: true });
      return;
    case 'clock':
      host.clockOffset += trouble.byMs;
      return;
    case 'process-dies':
      victimOf(host, trouble.victim)?.end('fault');
      return;
    case 'network':
      host.networkTrouble = { how: trouble.how, until: now + trouble.forMs };
  }
}

function victimOf(host: Host, victim: Victim): SimulatedProcess | undefined {
  const { live, unfinished } = host.ledger;
  switch (victim) {
    case 'live':
      return releaseOf(host, live);
    case 'candidate':
      return releaseOf(host, unfinished?.started.candidate);
    case 'keeper-of-live':
      return keeperOf(host, live);
    case 'keeper-of-candidate':
      return keeperOf(host, unfinished?.started.candidate);
    case 'front':
      return host.processes.find((process) => process instanceof FrontProcess);
    case 'keeper-of-front':
      return host.keeperOf('front');
  }
}

function releaseOf(host: Host, served: Served | undefined): SimulatedProcess | undefined {
  return served === undefined ? undefined : host.instanceProcess(instanceOf(host.layout, served).name);
}

function keeperOf(host: Host, served: Served | undefined): SimulatedProcess | undefined {
  return served === undefined ? undefined : host.keeperOf(instanceOf(host.layout, served).name);
}
