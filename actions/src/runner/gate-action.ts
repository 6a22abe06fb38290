import type { Verdict } from '../verdict/verdict.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Digest } from '../release/release.ts';
import type { JsonValue } from '../verdict/verdict.ts';
import type { Annotation } from './annotations.ts';
import type { InputsSchema } from './inputs.ts';
import type { Runner } from './runner.ts';
import type { SummaryPart } from './summary.ts';

/** What the inputs of every gate's action come to. */
export interface CommonInputs {
  readonly 'artifact-digest'?: Digest | undefined;
  /** The release's id, for the evidence's subject. */
  readonly release: string;
  /** The folder that evidence is written to. */
  readonly evidence: string;
  /** The policy file that the settings come from; without one they come from the inputs. */
  readonly policy?: string | undefined;
  readonly 'working-directory': string;
}

/** A gate as a step of a workflow. `runAction` does around it what all of them do alike. */
export interface GateAction<Inputs extends CommonInputs> {
  /** The folder of its `action.yml`. */
  readonly name: string;
  /** What its evidence is called, and what the policy calls it. */
  readonly gate: string;
  readonly inputs: InputsSchema<Inputs>;
  /** Outputs beside those of every gate, all of which are set on every path: empty where nothing is known. */
  readonly outputs: readonly string[];
  look(inputs: Inputs, runner: Runner): Promise<GateReport>;
}

export interface GateReport {
  readonly verdict: Verdict;
  /** What is shown below the verdict on the job's page. */
  readonly parts: readonly SummaryPart[];
  readonly annotations: readonly Annotation[];
  /** What was demanded: evidence made under other demands proves nothing about these. */
  readonly settings: JsonValue;
  readonly outputs?: Readonly<Record<string, string>>;
  /** For a gate that looks at an environment: what its evidence holds for. */
  readonly boundTo?: {
    readonly environment: string;
    readonly configHash: string;
    /** For a gate that looks at a pair. */
    readonly replaces?: Digest | null;
  };
}

/** The reason codes that an action can end with, each with what to do about it. Its README's table is made from this. */
export type Remedies = Partial<Readonly<Record<ReasonCode, string>>>;
