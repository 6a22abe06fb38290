import type { DeploymentResult } from '../deployment/ports.ts';
import { COMMAND_INVARIANTS } from './command-invariants.ts';
import { nameOf } from './facts.ts';
import type { ReleaseProcess } from './host/release-process.ts';
import { isRehearsing, isStopped, type CommandEnd, type Invariant } from './invariant.ts';
import { settledProblem } from './settled.ts';
import { ALWAYS_FAILS } from './schedule/schedule.ts';

/** Users reach one whole release at every moment, but when what they reach dies by itself or by the schedule. */
const oneReleaseServesAtEveryMoment: Invariant = {
  name: 'one-release-serves-at-every-moment',
  always(host, before) {
    if (before === undefined || host.routedProcess()?.isAnswering === true || isExcused(before))
      return undefined;
    // It hangs or was stopped on purpose, since it was last seen to answer.
    if (host.mishaps.has(before.instance)) return undefined;
    const to = host.routedInstance();
    if (to !== undefined && to !== before.instance && host.mishaps.has(to)) return undefined;
    return `${before.instance} answered users, and ${to ?? 'nothing'}, which does not answer, is current (${before.endedBy ?? 'alive'})`;
  },
};

/** A deployment switches to its candidate only after each of its workers said truly, to that program, that it is ready. */
const aSwitchOnlyToAProvenRelease: Invariant = {
  name: 'a-switch-only-to-a-proven-release',
  switched(host, { from, to, by }, facts) {
    const { unfinished, live } = host.ledger;
    if (to === undefined || to === from || to === nameOf(host, live)) return undefined;
    const proofs = by.proofs.get(to)?.size ?? 0;
    if (unfinished === undefined || to !== nameOf(host, unfinished.started.candidate)) {
      return proofs > 0 ? undefined : `${by.name} switched to ${to}, and had no answer of it`;
    }
    if (unfinished.isConfirmed) return undefined;
    const workers = facts.workersOf(unfinished.started.candidate.release.digest);
    return proofs >= workers
      ? undefined
      : `${by.name} switched to ${to} with ${proofs} of ${workers} workers proven`;
  },
};

/** What a deployment goes back to is the good release that its first line names, and never the one that it deploys. */
const aRevertOnlyToGood: Invariant = {
  name: 'a-revert-only-to-good',
  written(host, event) {
    if (event.type !== 'deployment-started' || event.revertTarget === null) return undefined;
    const target = nameOf(host, event.revertTarget);
    return target === nameOf(host, event.candidate)
      ? `${event.deployment} would revert to itself`
      : undefined;
  },
  switched(host, { to }) {
    const { unfinished, marks, live } = host.ledger;
    if (to === undefined || unfinished === undefined) return undefined;
    const { candidate, revertTarget } = unfinished.started;
    if (to === nameOf(host, candidate)) return undefined;
    // What users never left is no revert: recovery only puts the link right.
    if (to === nameOf(host, live) && revertTarget === null) return undefined;
    if (revertTarget === null || to !== nameOf(host, revertTarget)) {
      return `went back to ${to}; the ledger names ${nameOf(host, revertTarget ?? undefined) ?? 'nothing'}`;
    }
    const mark = marks.get(revertTarget.release.digest);
    return mark === 'good' ? undefined : `went back to ${to}, which is ${mark ?? 'not marked'}`;
  },
};

/** What the journal says the schema has outgrown is not gone back to. */
const neverBelowTheFloor: Invariant = {
  name: 'never-below-the-floor',
  switched(host, { to }) {
    const { unfinished } = host.ledger;
    if (unfinished?.isTargetOutgrown !== true) return undefined;
    const isTarget = to !== undefined && to === nameOf(host, unfinished.started.revertTarget ?? undefined);
    return isTarget ? `went back to ${to}, which the schema has outgrown` : undefined;
  },
};

/** Nothing is switched before the journal says that it will be, and the program that does it holds the lock. */
const journalledAndLockedBeforeItIsDone: Invariant = {
  name: 'journalled-and-locked-before-it-is-done',
  switched(host, { from, to, by }) {
    const { unfinished, live } = host.ledger;
    if (host.lockOwner()?.pid !== by.identity.pid)
      return `${by.name} switched to ${to ?? 'nothing'} without the lock`;
    if (to === from || to === nameOf(host, live)) return undefined;
    if (isRehearsing(host)) return undefined;
    if (unfinished === undefined)
      return `switched to ${to ?? 'nothing'}, which no line of the journal speaks of`;
    const isForward = to === nameOf(host, unfinished.started.candidate);
    if (isForward && !unfinished.steps.has('switched'))
      return `switched to ${to ?? ''} before the journal said so`;
    return undefined;
  },
};

/** A line that was acknowledged is there for ever, and each line follows the one before. */
const aWrittenLineStays: Invariant = {
  name: 'a-written-line-stays',
  always: (host) => host.ledger.problem,
};

/** One deployment at a time: a line belongs to the one that began last and has not ended. */
const oneDeploymentAtATime: Invariant = {
  name: 'one-deployment-at-a-time',
  written(host, event) {
    if (!('deployment' in event)) return undefined;
    const { overtaken } = host.ledger;
    return overtaken === undefined ? undefined : `${event.type} of ${event.deployment} while ${overtaken}`;
  },
};

/** The token of each deployment is larger than that of the one before, and the fence never goes back. */
const theTokenNeverGoesBack: Invariant = {
  name: 'the-token-never-goes-back',
  always: (host) => host.ledger.tokenProblem ?? host.fenceProblem,
};

/** Until a deployment has ended, the release to go back to is kept running. */
const theReleaseBeforeStaysWarm: Invariant = {
  name: 'the-release-before-stays-warm',
  stopping(host, { instance }) {
    const started = host.ledger.unfinished?.started;
    const target = nameOf(host, started?.revertTarget ?? undefined);
    if (target === undefined || target !== instance || target === nameOf(host, started?.candidate))
      return undefined;
    if (isStopped(host)) return undefined;
    return `${instance} is stopped before the deployment ${started?.deployment ?? ''} has ended`;
  },
};

/** A deployment ends well only after its own confirmation was sent. */
const withoutConfirmationAlwaysReverted: Invariant = {
  name: 'without-confirmation-always-reverted',
  written(_, event, { confirmed }) {
    if (event.type !== 'deployment-ended' || event.outcome !== 'deployed') return undefined;
    return confirmed.has(event.deployment)
      ? undefined
      : `${event.deployment} ended well and was never confirmed`;
  },
};

/** A release that fails whenever it is looked at is never called good. */
const noFailingReleaseIsCalledGood: Invariant = {
  name: 'no-failing-release-is-called-good',
  written(_, event, { behaviourOf }) {
    if (event.type !== 'deployment-ended') return undefined;
    const wrong = event.marks.find(
      ({ digest, mark }) => mark === 'good' && ALWAYS_FAILS.has(behaviourOf(digest) ?? 'good'),
    );
    return wrong === undefined
      ? undefined
      : `${wrong.digest.slice(0, 8)} ${behaviourOf(wrong.digest) ?? ''} is called good`;
  },
};

/** When a command has ended and no other runs, users reach what the ledger says is live, and the command said so too. */
const whatServesIsWhatTheLedgerSays: Invariant = {
  name: 'what-serves-is-what-the-ledger-says',
  ended(host, end) {
    const result = resultOf(end);
    if (result === undefined || host.ledger.unfinished !== undefined) return undefined;
    const { outcome, live: told } = result;
    if (outcome === 'refused') return undefined;
    const [live, routed] = [nameOf(host, host.ledger.live), host.routedInstance()];
    if (routed !== live)
      return `${outcome}: ${shown(live)} is live in the ledger, ${shown(routed)} is current`;
    // A journal that can't be read just then leaves it unknown what serves.
    if (outcome === 'frozen' && told === null) return undefined;
    const said = nameOf(host, told ?? undefined);
    return said === live
      ? undefined
      : `${outcome}: the command says that ${shown(said)} serves; the ledger says ${shown(live)}`;
  },
};

/** After a deployment ended, one way or the other, one release runs and no other. */
const neverTwoDigestsAfterAnEnd: Invariant = {
  name: 'never-two-digests-after-an-end',
  ended(host, end) {
    const outcome = resultOf(end)?.outcome;
    if (outcome !== 'deployed' && outcome !== 'unchanged') return undefined;
    const live = nameOf(host, host.ledger.live);
    const others = host.runningInstances().filter((name) => name !== live);
    return others.length === 0
      ? undefined
      : `${outcome}: ${live ?? 'nothing'} is live, and ${others.join(', ')} runs as well`;
  },
};

/** Whatever goes wrong around it, a command ends in a result: an error that is a bug of ours never comes out. */
const noBugOfOurOwn: Invariant = {
  name: 'no-bug-of-our-own',
  ended(_, end) {
    const text = end.kind === 'rejected' ? end.error : bugIn(end);
    // A disk that fails to read or write is told of with its stack.
    return text === undefined || text.includes('EIO') ? undefined : text;
  },
};

/** When all faults have ceased, the same command again ends well or with a refusal that stays, and all agrees. */
const theSameCommandAgainConverges: Invariant = {
  name: 'the-same-command-again-converges',
  settled: (host, results, facts) => settledProblem(host, results, facts),
};

export const INVARIANTS: readonly Invariant[] = [
  aWrittenLineStays,
  theTokenNeverGoesBack,
  oneDeploymentAtATime,
  journalledAndLockedBeforeItIsDone,
  aRevertOnlyToGood,
  neverBelowTheFloor,
  aSwitchOnlyToAProvenRelease,
  oneReleaseServesAtEveryMoment,
  theReleaseBeforeStaysWarm,
  withoutConfirmationAlwaysReverted,
  noFailingReleaseIsCalledGood,
  neverTwoDigestsAfterAnEnd,
  whatServesIsWhatTheLedgerSays,
  noBugOfOurOwn,
  ...COMMAND_INVARIANTS,
  theSameCommandAgainConverges,
];

/** It died, or hangs, by itself or by the schedule. */
function isExcused({ isAlive, isAnswering, endedBy }: ReleaseProcess): boolean {
  return isAlive ? !isAnswering : endedBy !== 'stopped';
}

function shown(instance: string | undefined): string {
  return instance ?? 'nothing';
}

function resultOf(end: CommandEnd): DeploymentResult | undefined {
  return end.kind === 'done' && end.isAlone && end.done.kind === 'deployed' ? end.done.result : undefined;
}

function bugIn({ done }: Extract<CommandEnd, { kind: 'done' }>): string | undefined {
  if (done.kind !== 'deployed') return undefined;
  const { reasonCode, findings, summary } = done.result;
  return reasonCode === 'internal-error' ? `${summary} ${findings[0]?.message ?? ''}` : undefined;
}
