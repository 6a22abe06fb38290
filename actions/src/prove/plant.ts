import type { ReasonCode } from '../reason-codes.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import type { Step } from './run-step.ts';

/** A defect that a gate exists for, or, with the verdict `pass`, a case in which it must not cry wolf. */
export interface Plant {
  /** The action that looks at it. */
  readonly action: string;
  /** What is wrong, as a clause: `a changed file that the report does not know`. One of its kind for its action. */
  readonly defect: string;
  readonly verdict: VerdictKind;
  readonly reasonCode: ReasonCode;
  /** Rows of the catalogue of wrong verdicts (C4, A5 …) that this is the fixture of. */
  readonly rows?: readonly string[];
  /** Fills an empty folder with the case, and says how the step is called there. */
  arrange(workspace: string): Promise<Arranged>;
}

export interface Arranged extends Pick<Step, 'inputs' | 'variables'> {
  /** Ends what was started for the case. */
  readonly close?: () => Promise<void>;
}
