import type { Changes } from '../git/changes.ts';
import type { Plan } from '../pipeline/plan.ts';
import type { Pages } from './links.ts';
import type { CoverageChange } from './measured-coverage.ts';
import type { PackageChanges } from './package-changes.ts';

/** All that a person should know before they say yes. */
export interface PlanFacts {
  readonly plan: Plan;
  readonly needsApproval: boolean;
  /** Whether the host is the job's own machine, whose place says nothing. */
  readonly isFresh: boolean;
  readonly pages: Pages;
  /** From the live release to this one, and what the live one has that this one has not; `null` where nothing serves yet. */
  readonly history: { readonly added: Changes; readonly lost: Changes } | null;
  /** `null` where nothing serves yet, `unknown` where the live release's artifact is kept nowhere any more. */
  readonly packages: PackageChanges | 'unknown' | null;
  readonly coverage: readonly CoverageChange[];
  /** What keeps it from being done now, or could not be looked at. */
  readonly warnings: readonly string[];
}
