import type { Command, Fault, ReleasePlan, Schedule, Trouble } from './schedule.ts';

/** Schedules that are a little simpler than the one given, the greatest step first. */
export function* simplerSchedules(schedule: Schedule): Generator<Schedule> {
  const { commands, faults, releases, hosts } = schedule;
  for (const { id } of commands) {
    yield {
      ...schedule,
      commands: commands.filter((command) => command.id !== id),
      faults: faults.filter(({ command }) => command !== id),
    };
  }
  for (const index of faults.keys()) yield { ...schedule, faults: faults.toSpliced(index, 1) };
  if (hosts > 1) yield { ...schedule, hosts: 1 };
  for (const [index, release] of releases.entries()) {
    for (const simpler of simplerReleases(release)) {
      yield { ...schedule, releases: releases.with(index, simpler) };
    }
  }
  for (const [index, command] of commands.entries()) {
    for (const simpler of simplerCommands(command)) {
      yield { ...schedule, commands: commands.with(index, simpler) };
    }
  }
  for (const [index, fault] of faults.entries()) {
    for (const simpler of simplerFaults(fault)) yield { ...schedule, faults: faults.with(index, simpler) };
  }
}

function* simplerReleases(plan: ReleasePlan): Generator<ReleasePlan> {
  if (plan.behaviour !== 'good') yield { ...plan, behaviour: 'good' };
  if (plan.workers > 1) yield { ...plan, workers: 1 };
  if (plan.migrations > 0) yield { ...plan, migrations: 0 };
  if (plan.contract !== 'unaware') yield { ...plan, contract: 'unaware' };
  if (plan.hasMetrics) yield { ...plan, hasMetrics: false };
}

function* simplerCommands(command: Command): Generator<Command> {
  if (command.kind !== 'deploy') yield { ...command, kind: 'deploy' };
  if (command.withTheLast !== undefined) yield { ...command, withTheLast: undefined };
  if (command.confirmation !== 'given') yield { ...command, confirmation: 'given' };
  if (command.configuration !== 0) yield { ...command, configuration: 0 };
  if (command.release !== 0) yield { ...command, release: 0 };
  if (command.lock !== 'refuse') yield { ...command, lock: 'refuse' };
}

function* simplerFaults(fault: Fault): Generator<Fault> {
  for (const operation of smaller(fault.operation)) yield { ...fault, operation };
  for (const trouble of smallerTroubles(fault)) {
    yield { ...trouble, command: fault.command, operation: fault.operation };
  }
}

function* smallerTroubles(trouble: Trouble): Generator<Trouble> {
  if ('forMs' in trouble) for (const forMs of smaller(trouble.forMs)) yield { ...trouble, forMs };
  if (trouble.kind === 'disk') {
    for (const operations of smaller(trouble.operations)) yield { ...trouble, operations };
  }
}

/** Half of it first, then a little less. */
function smaller(number: number): readonly number[] {
  const candidates = [Math.floor(number / 2), Math.floor(number * 0.8), number - 1];
  return [...new Set(candidates)].filter((candidate) => candidate >= 1 && candidate < number);
}
