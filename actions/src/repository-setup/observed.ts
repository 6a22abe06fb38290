import type { Permission } from './permissions.ts';
import type { Reviewer } from './reviewers.ts';

/** What was asked for, or why it isn’t known: the token may not read it, or the owner’s plan has no such thing. */
export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'hidden'; readonly said: string; readonly permission: Permission }
  | { readonly kind: 'unavailable'; readonly said: string };

/** What the repository is like. */
export interface Observed {
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly environments: Reading<readonly ObservedEnvironment[]>;
  /** Names by environment; only of those that are there and need any. */
  readonly secrets: ReadonlyMap<string, Reading<readonly string[]>>;
  /** `null`: there is none of that name. */
  readonly ruleset: Reading<ObservedRuleset | null>;
  readonly immutableReleases: Reading<boolean>;
  readonly actions: Reading<ObservedActions>;
  readonly workflow: Reading<ObservedWorkflow>;
  readonly labels: Reading<readonly string[]>;
}

export interface ObservedEnvironment {
  readonly name: string;
  readonly adminsMayBypass: boolean;
  readonly waitTimer: number;
  readonly preventsSelfReview: boolean;
  readonly reviewers: readonly ObservedReviewer[];
  readonly branches: 'all' | 'protected' | readonly BranchPolicy[];
}

export interface ObservedReviewer extends Pick<Reviewer, 'type' | 'name'> {
  readonly id: number;
}

export interface BranchPolicy {
  readonly id: number;
  readonly name: string;
  readonly type: 'branch' | 'tag';
}

export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

export interface ObservedRuleset {
  readonly id: number;
  readonly target: string;
  readonly enforcement: string;
  /** `null`: GitHub shows them to those alone who may change them. */
  readonly bypassActors: number | null;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly Rule[];
}

export interface ObservedActions {
  readonly areOn: boolean;
  readonly allowed: string;
  readonly pinningRequired: boolean;
  /** `null` unless `allowed` is `selected`. */
  readonly selected: {
    readonly githubOwned: boolean;
    readonly verified: boolean;
    readonly patterns: readonly string[];
  } | null;
}

export interface ObservedWorkflow {
  readonly permissions: string;
  readonly mayCreatePullRequests: boolean;
}
