import { nameOf } from './facts.ts';
import { FrontProcess } from './host/front-process.ts';
import type { Host } from './host/host.ts';
import { KeeperProcess } from './host/keeper-process.ts';
import type { CommandEnd, Done, Invariant } from './invariant.ts';
import { CONTRACT } from './releases.ts';
import { ALWAYS_FAILS } from './schedule/schedule.ts';

/** Users are never sent to a release that a migration took something from which it reads. */
const nothingOutgrownIsSwitchedTo: Invariant = {
  name: 'nothing-outgrown-is-switched-to',
  switched(host, { from, to, by }, { contractOf }) {
    if (to === undefined || to === from || !isTakenAway(host) || contractOf(to) !== 'unaware')
      return undefined;
    return `${by.name} switched to ${to}, and ${CONTRACT} took away what it reads`;
  },
};

/** Nothing is taken away that the release reads which serves at that moment. */
const nothingIsTakenFromWhatServes: Invariant = {
  name: 'nothing-is-taken-from-what-serves',
  migrated(host, migration, { contractOf }) {
    const live = nameOf(host, host.ledger.live);
    if (migration !== CONTRACT || live === undefined || contractOf(live) !== 'unaware') return undefined;
    // Somebody else, who asks nobody, was first.
    if (host.database.schema().contracts.length > 1) return undefined;
    return `${migration} was applied while ${live} served`;
  },
};

/** What is told of a restore is so: the migration is off the record by then. */
const aRestoreIsDoneBeforeItIsWritten: Invariant = {
  name: 'a-restore-is-done-before-it-is-written',
  written(host, event) {
    if (event.type !== 'migration-restored') return undefined;
    return isTakenAway(host) ? `${event.migration} was restored, and is still on the record` : undefined;
  },
  ended(host, end) {
    const done = doneAlone(end, 'restored');
    if (done === undefined) return undefined;
    const isWritten = host.ledger.links.some(({ event }) => event.type === 'migration-restored');
    return isWritten ? undefined : `${done.migration} was restored, and no line of the journal says so`;
  },
};

/** A release that was found bad is deployed again only when somebody cleared it, by name. */
const aBadReleaseStaysAway: Invariant = {
  name: 'a-bad-release-stays-away',
  written(host, event) {
    if (event.type !== 'deployment-started') return undefined;
    const { digest, id } = event.candidate.release;
    return host.ledger.marks.get(digest) === 'bad' ? `${id} is bad, and is deployed again` : undefined;
  },
};

/** Only a bad mark is ever taken away, and whoever was told so finds it in the journal. */
const whatIsClearedIsWritten: Invariant = {
  name: 'what-is-cleared-is-written',
  written: (host) => host.ledger.markProblem,
  ended(host, end) {
    const done = doneAlone(end, 'cleared');
    if (done === undefined || host.ledger.marks.get(done.digest) !== 'bad') return undefined;
    return `${done.digest.slice(0, 8)} was cleared, and is still bad`;
  },
};

/** After a stop nothing of the environment runs: no release, no front, and nothing that would start one. */
const aStopLeavesNothingRunning: Invariant = {
  name: 'a-stop-leaves-nothing-running',
  ended(host, end) {
    if (doneAlone(end, 'stopped') === undefined) return undefined;
    const keepers = host.processes.filter((process) => process instanceof KeeperProcess);
    const fronts = host.processes.filter((process) => process instanceof FrontProcess);
    const left = [
      ...host.runningInstances(),
      ...keepers.map(({ service }) => `the keeper of ${service}`),
      ...fronts.map(() => 'the front'),
    ];
    return left.length === 0 ? undefined : `after a stop there still runs ${left.join(', ')}`;
  },
};

/** What a command of any kind leaves is what the ledger says: also a rehearsal, and also after one that died. */
const everyCommandLeavesWhatIsRecorded: Invariant = {
  name: 'every-command-leaves-what-is-recorded',
  ended(host, end) {
    if (end.kind !== 'done' || !end.isAlone || host.ledger.unfinished !== undefined) return undefined;
    if (end.done.kind === 'deployed' || end.done.kind === 'stopped') return undefined;
    const [live, routed] = [nameOf(host, host.ledger.live), host.routedInstance()];
    if (live !== routed)
      return `${end.done.kind}: ${live ?? 'nothing'} is live in the ledger, ${routed ?? 'nothing'} is current`;
    return end.done.kind === 'rehearsed' ? othersThan(host, live) : undefined;
  },
};

/** A release that fails whenever users reach it is never said to be one that can be gone back to. */
const noFailingReleaseIsRehearsedWell: Invariant = {
  name: 'no-failing-release-is-rehearsed-well',
  ended(_, end, { behaviourOf }) {
    if (end.kind !== 'done' || end.done.kind !== 'rehearsed' || end.done.problems.length > 0)
      return undefined;
    const behaviour = behaviourOf(end.done.from) ?? 'good';
    // That it answers is asked, and not how soon.
    if (!ALWAYS_FAILS.has(behaviour) || behaviour === 'slow-when-current') return undefined;
    return `going back to one that ${behaviour} was found to be well`;
  },
};

/** About what is asked of a host beside deployments. */
export const COMMAND_INVARIANTS: readonly Invariant[] = [
  nothingOutgrownIsSwitchedTo,
  nothingIsTakenFromWhatServes,
  aRestoreIsDoneBeforeItIsWritten,
  aBadReleaseStaysAway,
  whatIsClearedIsWritten,
  aStopLeavesNothingRunning,
  everyCommandLeavesWhatIsRecorded,
  noFailingReleaseIsRehearsedWell,
];

function isTakenAway({ database }: Host): boolean {
  return database.schema().contracts.some((name) => `${name}.sql` === CONTRACT);
}

/** What it did, when it did that and no other program ran at its end. */
function doneAlone<Kind extends Done['kind']>(
  end: CommandEnd,
  kind: Kind,
): Extract<Done, { kind: Kind }> | undefined {
  if (end.kind !== 'done' || !end.isAlone || !isOfKind(end.done, kind)) return undefined;
  return end.done;
}

function isOfKind<Kind extends Done['kind']>(done: Done, kind: Kind): done is Extract<Done, { kind: Kind }> {
  return done.kind === kind;
}

function othersThan(host: Host, live: string | undefined): string | undefined {
  const others = host.runningInstances().filter((name) => name !== live);
  return others.length === 0
    ? undefined
    : `${others.join(', ')} runs beside ${live ?? 'nothing'} after a rehearsal`;
}
