import type { Rehearsal } from '../deployment/rehearse.ts';
import type { EvidenceBinding } from '../evidence/statement.ts';
import type { Manifest } from '../artifact/manifest.ts';
import type { PolicyNames } from '../configuration/drift/find-drift.ts';
import type { Configuration } from '../configuration/environment-file.ts';
import type { ChecklistItem } from '../policy/checklist-settings.ts';
import type { ApplicationPolicy, GateSettings, LocalPolicy } from '../policy/schema.ts';
import type { PersonAnswers } from '../pre-deployment/person-answer.ts';
import type { Release } from '../release/release.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** What a gate looks at. */
export interface GateSubject {
  readonly release: Release;
  readonly manifest: Manifest;
  /** The artifact's file. */
  readonly archive: string;
  readonly repository: string;
  readonly application: ApplicationPolicy;
  /** What the policy has each gate demand. */
  readonly settings: GateSettings;
  readonly environment: { readonly name: string; readonly nodeEnv: string };
  readonly configuration: Configuration;
  /** The environment that this one’s configuration mirrors; `undefined` where there is none. */
  readonly mirrors: { readonly environment: string; readonly configuration: Configuration } | undefined;
  /** The variables that the policy names. */
  readonly policyNames: PolicyNames | undefined;
  /** What serves in the environment; `null` for nothing. */
  readonly live: Release | null;
  /** Where the revert to `live` can be tried out; `undefined` in the first environment. */
  readonly rehearsal: RehearsalStage | undefined;
  /** Where the tests leave what they covered of this artifact's sources, for the gate that judges it. */
  readonly coverage: string;
  /** The environment before, where the release serves already. */
  readonly stage: { readonly environment: string; readonly url: URL } | undefined;
  /** Names the policy that all evidence must have been made under. */
  readonly policyHash: string;
  /** The folder of the evidence that the gates before have left. */
  readonly evidence: string;
  /** Whoever approves deployments on this machine. */
  readonly approver: Approver;
  /** Where persons answer on GitHub; `undefined` on one machine, whose approver does. */
  readonly ticks: Ticks | undefined;
  /** What the policy allows on one machine. */
  readonly local: Pick<LocalPolicy, 'checklist' | 'tolerates'>;
  /** A folder of the gate's own, removed afterwards. */
  readonly scratch: string;
  readonly note: (text: string) => void;
}

/** Who answers for what only a person can know. */
export interface Approver {
  /** Whether they answer for all of these, and how they said so; `undefined` when they don’t, or nobody is there. */
  vouch(items: readonly string[]): Promise<{ readonly by: string; readonly how: string } | undefined>;
}

/** What persons ticked on the pull request that brought the artifact’s commit. */
export interface Ticks {
  answersFor(asked: {
    readonly items: readonly ChecklistItem[];
    readonly environment: string;
    /** The commit that the artifact was built from, whole. */
    readonly commit: string;
  }): Promise<PersonAnswers>;
}

/** The environment before, in which the release proved good. */
export interface RehearsalStage {
  readonly environment: string;
  /** The names that its configuration has. */
  readonly variables: readonly string[];
  rehearse(from: Release): Promise<Rehearsal>;
}

/**
 * Looks at one thing and gives a verdict. Each gate is a folder here with a `gate.ts` that exports `gate`; a line of the
 * policy puts it before an environment.
 */
export interface Gate {
  readonly boundTo: EvidenceBinding;
  /** It may ask persons: nothing that moves may be drawn over the question, and what they ticked is read each time. */
  readonly asks?: true;
  look(subject: GateSubject): Promise<Verdict>;
}

/** `name` comes from a policy that was checked against `GATE_NAMES`. */
export async function loadGate(name: string): Promise<Gate> {
  const module = (await import(`./${name}/gate.ts`)) as { gate: Gate };
  return module.gate;
}
