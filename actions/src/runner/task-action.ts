import type { Outcome } from '../ledger/events.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Finding, JsonValue } from '../verdict/verdict.ts';
import type { Annotation } from './annotations.ts';
import type { InputsSchema } from './inputs.ts';
import type { Runner } from './runner.ts';
import type { SummaryPart } from './summary.ts';

/** `done`: a step that deploys nothing did what it is for. */
export type TaskOutcome = Outcome | 'done';

/** A step of a workflow that does something, as a gate's action looks at something. `runTask` does around it what all do alike. */
export interface TaskAction<Inputs> {
  /** The folder of its `action.yml`. */
  readonly name: string;
  readonly inputs: InputsSchema<Inputs>;
  /** Outputs beside `outcome`, `reason-code` and `result`; all are set on every path: empty where nothing is known. */
  readonly outputs: readonly string[];
  perform(inputs: Inputs, runner: Runner): Promise<TaskReport>;
}

export interface TaskReport {
  readonly outcome: TaskOutcome;
  readonly reasonCode: ReasonCode;
  /** One line that a person reads first. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** What `result` says beyond that; never a secret. */
  readonly facts: Readonly<Record<string, JsonValue>>;
  /** What is shown below the outcome on the job's page. */
  readonly parts: readonly SummaryPart[];
  readonly annotations: readonly Annotation[];
  readonly outputs?: Readonly<Record<string, string>>;
  /** See `exit-codes.ts`; the job is green on 0 alone. */
  readonly exitCode: number;
}
