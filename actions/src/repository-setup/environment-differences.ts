import type { Desired, DesiredEnvironment } from './desired.ts';
import { gapOf } from './gaps.ts';
import type { BranchPolicy, Observed, ObservedEnvironment, ObservedReviewer } from './observed.ts';
import type { Difference, Gap, SetupPlan, Step } from './plan.ts';
import { reviewerKey, type Reviewer } from './reviewers.ts';

export function environmentsPlan({ environments }: Desired, observed: Observed): SetupPlan {
  if (observed.environments.kind !== 'read')
    return { steps: [], gaps: [gapOf('environments', observed.environments)] };
  const found = observed.environments.value;
  const parts = environments.map((desired) =>
    environmentPlan(
      desired,
      found.find(({ name }) => name.toLowerCase() === desired.name.toLowerCase()),
    ),
  );
  return { steps: parts.flatMap(({ steps }) => steps), gaps: parts.flatMap(({ gaps }) => gaps) };
}

export function environmentStep(name: string): string {
  return `environment ${name}`;
}

/** What GitHub makes of a name that it meets for the first time. */
const NEW: Omit<ObservedEnvironment, 'name'> = {
  adminsMayBypass: true,
  waitTimer: 0,
  preventsSelfReview: false,
  reviewers: [],
  branches: 'all',
};

function environmentPlan(desired: DesiredEnvironment, known: ObservedEnvironment | undefined): SetupPlan {
  const thing = environmentStep(desired.name);
  const found = known ?? { ...NEW, name: desired.name };
  const reviewers = reviewersAfter(desired, found);
  if (desired.reviewers !== null && reviewers.length === 0)
    return { steps: [], gaps: [nobodyApproves(thing)] };
  const differences = [
    ...(known === undefined ? [{ thing, setting: 'there', now: 'no', wanted: 'yes' }] : []),
    ...differencesOf(desired, found).map((each) => ({ thing, ...each })),
  ];
  return {
    steps: differences.length === 0 ? [] : [stepFor(desired, { found, reviewers, differences })],
    gaps: [],
  };
}

/** Somebody who is there stays where the policy names nobody. */
function reviewersAfter(
  { reviewers }: DesiredEnvironment,
  found: ObservedEnvironment,
): readonly (Reviewer | ObservedReviewer)[] {
  if (reviewers === null) return [];
  return reviewers.length > 0 ? reviewers : found.reviewers;
}

function differencesOf(desired: DesiredEnvironment, found: ObservedEnvironment): Omit<Difference, 'thing'>[] {
  const { reviewers } = desired;
  return [
    ...(isOnly(found.branches, desired.branch)
      ? []
      : [{ setting: 'branches', now: branchesText(found.branches), wanted: `${desired.branch} alone` }]),
    ...(found.adminsMayBypass ? [{ setting: 'bypass by administrators', now: 'yes', wanted: 'no' }] : []),
    ...(areSame(reviewers, found.reviewers)
      ? []
      : [
          {
            setting: 'approval by',
            now: reviewersText(found.reviewers),
            wanted: reviewersText(reviewers ?? []),
          },
        ]),
    ...(reviewers === null || found.preventsSelfReview
      ? []
      : [{ setting: 'approval of one’s own run', now: 'yes', wanted: 'no' }]),
  ];
}

function stepFor(
  desired: DesiredEnvironment,
  {
    found,
    reviewers,
    differences,
  }: {
    found: ObservedEnvironment;
    reviewers: readonly (Reviewer | ObservedReviewer)[];
    differences: readonly Difference[];
  },
): Step {
  const { name, branch, approvedBy } = desired;
  return {
    id: environmentStep(name),
    title: `Protect the environment ${name}`,
    differences,
    // Whom it asked itself it may only stop asking when the other one asks.
    after: approvedBy === null || found.reviewers.length === 0 ? [] : [environmentStep(approvedBy)],
    change: {
      kind: 'environment',
      name: found.name,
      waitTimer: found.waitTimer,
      reviewers,
      preventsSelfReview: desired.reviewers !== null,
      bypassIsOff: !found.adminsMayBypass,
      branch,
    },
  };
}

function isOnly(branches: ObservedEnvironment['branches'], branch: string): boolean {
  if (typeof branches === 'string') return false;
  return branches.length === 1 && branches.every((policy) => isBranch(policy, branch));
}

export function isBranch({ name, type }: BranchPolicy, branch: string): boolean {
  return type === 'branch' && name === branch;
}

function areSame(wanted: DesiredEnvironment['reviewers'], found: readonly ObservedReviewer[]): boolean {
  if (wanted?.length === 0) return found.length > 0;
  const [left, right] = [wanted ?? [], found].map((list) => list.map(reviewerKey).toSorted().join());
  return left === right;
}

function branchesText(branches: ObservedEnvironment['branches']): string {
  if (branches === 'all') return 'every branch';
  if (branches === 'protected') return 'protected branches';
  return branches.map(({ name, type }) => (type === 'tag' ? `tag ${name}` : name)).join(', ') || 'none';
}

function reviewersText(reviewers: readonly Pick<Reviewer, 'type' | 'name'>[]): string {
  return reviewers.map(({ type, name }) => (type === 'Team' ? `team ${name}` : name)).join(', ') || 'nobody';
}

function nobodyApproves(thing: string): Gap {
  return {
    code: 'setup-drift',
    thing,
    message: `the policy wants somebody’s approval, and nobody is named who could give it.`,
    remedy:
      'Name them with --reviewers login,@organization/team, or for good in the policy: github.reviewers. Whoever starts a run can’t approve it, so name two people or a team.',
  };
}
