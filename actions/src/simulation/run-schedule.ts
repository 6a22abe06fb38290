import { isExpected } from '../deployment/failure.ts';
import type { DeploymentResult } from '../deployment/ports.ts';
import { faultsOf } from './faults.ts';
import type { Host } from './host/host.ts';
import type { Program } from './host/program.ts';
import type { Done } from './invariant.ts';
import { abandon, carryOut, confirm, putRight, tokenOf, type Order } from './orders.ts';
import { LIMITS, type Seat } from './product.ts';
import type { Command, Confirmation, Fault, Schedule, Trouble } from './schedule/schedule.ts';
import { drained } from './timeline.ts';
import { World, type Spoil, type Violation } from './world.ts';

export interface RunReport {
  readonly violation: Violation | undefined;
  readonly operations: number;
  readonly faults: ReadonlyMap<Trouble['kind'], number>;
  readonly trace: readonly string[];
}

/** Nothing takes so long, in virtual milliseconds, unless it hangs. */
const LONGEST = 3_600_000;
const GIVEN_AGAIN = 2;

/** Runs one schedule to its end, or to the first violation. */
export async function runSchedule(
  schedule: Schedule,
  { spoil = (ports) => ports, isTraced = false }: { spoil?: Spoil; isTraced?: boolean } = {},
): Promise<RunReport> {
  const world = new World(schedule, { spoil, isTraced });
  // The first tick comes before the microtasks of whoever called; from the second on the queues are ours.
  await drained();
  const driven = { isDone: false };
  void drive(world, schedule)
    .catch((error: unknown) => {
      world.blame({ invariant: 'the-simulator-works', host: '', message: errorText(error) });
    })
    .finally(() => {
      driven.isDone = true;
    });
  await drained();
  while (!driven.isDone) {
    if (!world.timeline.advance() || world.timeline.now > LONGEST) blameHanging(world);
    if (world.timeline.takeResumed()) await drained();
    world.look();
    if (world.violation !== undefined) break;
  }
  const { violation, operations, faults, trace = [] } = world;
  return { violation, operations, faults, trace };
}

function blameHanging(world: World): void {
  const running = world.hosts.flatMap((host) => host.programs().map(({ name }) => `${host.name} ${name}`));
  const message = `after ${Math.round(world.timeline.now)} ms these still run: ${running.join(', ')}`;
  world.blame({ invariant: 'a-command-ends', host: '', message });
}

async function drive(world: World, schedule: Schedule): Promise<void> {
  const underWay: Promise<unknown>[] = [];
  world.whenBooted = (host) => {
    underWay.push(boot(world, host));
  };
  world.faultsToCome = new Set(schedule.faults.filter(({ command }) => typeof command === 'string'));
  for (const command of schedule.commands) {
    if (command.withTheLast === undefined) await allOf(underWay);
    else await world.wait(command.withTheLast);
    const faults = schedule.faults.filter((fault) => fault.command === command.id);
    underWay.push(give(world, command, { name: `c${command.id}`, faults }));
  }
  await allOf(underWay);
  await settle(world, schedule.commands);
}

/** Also those that are added meanwhile. */
async function allOf(underWay: Promise<unknown>[]): Promise<void> {
  for (const each of underWay) await each;
}

/** What a machine does by itself when its power is back. */
async function boot(world: World, host: Host): Promise<void> {
  await world.wait(world.random(host.name, 'boot').between(1, 100));
  const program = world.program(host, 'boot', faultsOf(world, host, world.takeFaults('boot')));
  await ending(world, { host, program, name: 'boot' }, putRight(seatOf(world, host, program)));
}

/** All faults cease; what was asked for last is asked for again. */
async function settle(world: World, commands: readonly Command[]): Promise<void> {
  world.tell('all faults cease');
  world.isCalm = true;
  for (const [index, host] of world.hosts.entries()) {
    [host.diskTrouble, host.networkTrouble] = [undefined, undefined];
    host.database.downUntil = 0;
    const last = commands.findLast((command) => command.host % world.hosts.length === index);
    if (last !== undefined) await giveAgain(world, host, { ...last, confirmation: 'given' });
  }
}

async function giveAgain(world: World, host: Host, command: Command): Promise<void> {
  const results: DeploymentResult[] = [];
  for (let time = 1; time <= GIVEN_AGAIN; time += 1) {
    const again = { name: `c${command.id}-again${time}`, faults: [] };
    const result = await give(world, command, again);
    if (result !== undefined) results.push(result);
    // Of the other commands, and where there is nothing to roll back to, a deployment shows how it is.
    else if (command.kind !== 'deploy') {
      await give(world, { ...command, kind: 'deploy' }, { ...again, name: `${again.name}-deploy` });
    }
  }
  // A refusal leaves all as it is; what is recorded is made to serve by a boot, or by whoever asks for it.
  const last = results.at(-1);
  if (last?.outcome !== 'deployed' && last?.outcome !== 'unchanged') await boot(world, host);
  // Whatever was killed has been started again by its keeper.
  await world.wait(6000);
  world.settled(host, results);
}

/** One command from its start to its end; `undefined` when its program was killed, or had nothing to tell. */
async function give(
  world: World,
  command: Command,
  { name, faults }: { name: string; faults: readonly Fault[] },
): Promise<DeploymentResult | undefined> {
  const host = hostOf(world, command);
  const program = world.program(host, name, faultsOf(world, host, faults));
  const order: Order = { command, deployment: name, request: `r${command.id}` };
  world.tell(`${host.name} ${name} begins: ${JSON.stringify(command)}`);
  // Whoever gives up does so at any time, also before the host waits for an answer.
  if (command.confirmation === 'gone') void answer(world, host, order);
  const work = carryOut(seatOf(world, host, program), order, {
    tell(event) {
      const isAwaited = event.kind === 'awaiting-confirmation' && command.confirmation !== 'gone';
      if (isAwaited) void answer(world, host, order);
    },
  });
  const done = await ending(world, { host, program, name }, work);
  if (done === undefined) return undefined;
  world.tell(`${host.name} ${name} ends: ${textOf(done)}`);
  world.ended(host, { kind: 'done', done, isAlone: host.programs().length === 0 });
  return done.kind === 'deployed' ? done.result : undefined;
}

/** Waits until the product's work is done, or its program killed. Only a bug of ours may come out of it. */
async function ending<Result>(
  world: World,
  { host, program, name }: { host: Host; program: Program; name: string },
  work: Promise<Result>,
): Promise<Result | undefined> {
  const isKilled = new Promise<undefined>((resolve) => {
    program.whenEnded(() => {
      world.timeline.resumed();
      resolve(undefined);
    });
  });
  try {
    return await Promise.race([work, isKilled]);
  } catch (error) {
    world.tell(`${host.name} ${name} fails: ${errorText(error)}`);
    if (!isExpected(error)) world.ended(host, { kind: 'rejected', error: errorText(error) });
    return undefined;
  } finally {
    program.end('own');
  }
}

function textOf(done: Done): string {
  if (done.kind === 'rehearsed') return `rehearsed, ${done.problems[0] ?? 'nothing failed'}`;
  if (done.kind !== 'deployed') return done.kind;
  const { outcome, reasonCode, summary } = done.result;
  return `${outcome} (${reasonCode}) ${summary}`;
}

/** What the pipeline does when the host waits for it. */
async function answer(world: World, host: Host, { command, deployment }: Order): Promise<void> {
  const random = world.random('caller', deployment);
  // The deadline counts from the switch, so that a late one comes before it, with it, or after it.
  const [least, most] = ANSWERS_AFTER[command.confirmation];
  const delay = random.between(least, most);
  await world.wait(delay);
  for (const wish of wishesFor(command.confirmation)) {
    const faults = faultsOf(world, host, world.takeFaults('confirmation'));
    const program = world.program(host, `${wish} ${deployment}`, faults);
    const seat = seatOf(world, host, program);
    if (wish === 'confirm') world.confirmed.add(deployment);
    const token = wish === 'confirm' ? tokenOf(deployment) : tokenOf('another');
    const work = wish === 'abandon' ? abandon(seat, deployment) : confirm(seat, { deployment, token });
    void ending(world, { host, program, name: wish }, work);
  }
}

/** Milliseconds after the host begins to wait; for `gone` after the command began. */
const ANSWERS_AFTER: Readonly<Record<Confirmation, readonly [least: number, most: number]>> = {
  given: [1, 60],
  twice: [1, 60],
  never: [1, 60],
  'for-another': [1, 60],
  late: [1000, LIMITS.confirmWithin],
  gone: [1, 1500],
};

type Wish = 'confirm' | 'abandon' | 'confirm another';

function wishesFor(confirmation: Confirmation): readonly Wish[] {
  switch (confirmation) {
    case 'given':
    case 'late':
      return ['confirm'];
    case 'twice':
      return ['confirm', 'confirm'];
    case 'for-another':
      return ['confirm another'];
    case 'gone':
      return ['abandon'];
    case 'never':
      return [];
  }
}

function seatOf({ releases, spoil }: World, host: Host, program: Program): Seat {
  return { host, program, releases, spoil };
}

function hostOf(world: World, { host }: Command): Host {
  const found = world.hosts[host % world.hosts.length];
  if (found === undefined) throw new RangeError('expected a host');
  return found;
}

function errorText(error: unknown): string {
  return (Error.isError(error) ? error.stack : undefined) ?? String(error);
}
