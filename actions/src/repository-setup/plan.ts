import type { ReasonCode } from '../reason-codes.ts';
import type { DesiredLabel } from './desired.ts';
import type { ObservedReviewer, Rule } from './observed.ts';
import type { Reviewer } from './reviewers.ts';

/** One setting that is not as it must be. */
export interface Difference {
  readonly thing: string;
  readonly setting: string;
  readonly now: string;
  readonly wanted: string;
}

/** What is done at one go, and the differences that it takes away. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly differences: readonly Difference[];
  /** Ids of steps without which this one would leave something unprotected. */
  readonly after: readonly string[];
  readonly change: Change;
}

export type Change =
  | EnvironmentChange
  | SecretChange
  | RulesetChange
  | ActionsChange
  | WorkflowChange
  | ImmutableChange
  | LabelChange;

export interface EnvironmentChange {
  readonly kind: 'environment';
  readonly name: string;
  /** Kept as it is: what a request leaves out goes back to its default. */
  readonly waitTimer: number;
  readonly reviewers: readonly (Reviewer | ObservedReviewer)[];
  readonly preventsSelfReview: boolean;
  readonly bypassIsOff: boolean;
  /** The only one that may enter. */
  readonly branch: string;
}

export interface SecretChange {
  readonly kind: 'secret';
  readonly environment: string;
  readonly name: string;
}

export interface RulesetChange {
  readonly kind: 'ruleset';
  /** `null`: it is made. */
  readonly id: number | null;
  readonly content: {
    readonly name: string;
    readonly target: 'branch';
    readonly enforcement: 'active';
    readonly bypass_actors: readonly never[];
    readonly conditions: {
      readonly ref_name: { readonly include: readonly string[]; readonly exclude: readonly string[] };
    };
    readonly rules: readonly Rule[];
  };
}

export interface ActionsChange {
  readonly kind: 'actions';
  readonly patterns: readonly string[];
}

export interface WorkflowChange {
  readonly kind: 'workflow';
}

export interface ImmutableChange {
  readonly kind: 'immutable-releases';
}

export interface LabelChange {
  readonly kind: 'label';
  readonly label: DesiredLabel;
}

/** What no step can put right. */
export interface Gap {
  readonly code: Extract<ReasonCode, 'setup-drift' | 'setup-unproven' | 'plan-lacks'>;
  readonly thing: string;
  readonly message: string;
  readonly remedy: string;
}

export interface SetupPlan {
  /** In the order in which they are taken. */
  readonly steps: readonly Step[];
  readonly gaps: readonly Gap[];
}
