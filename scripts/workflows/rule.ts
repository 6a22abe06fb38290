import type { Policy } from '../../actions/src/policy/schema.ts';
import type { Place, WorkflowFile } from './workflow-file.ts';

/** What the rules look at: every workflow and composite action, and the policy that they serve. */
export interface Repository {
  readonly files: readonly WorkflowFile[];
  readonly policy: Policy;
}

export interface Problem {
  /** The name of the rule’s function, or the tool’s own code. */
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

/** Named as the sentence that it holds. */
export type Rule = (repository: Repository) => readonly Problem[];

export function problem(
  rule: Rule,
  at: { readonly file: WorkflowFile; readonly place: Place },
  says: { readonly message: string; readonly remedy: string },
): Problem {
  return { rule: rule.name, path: at.file.path, line: at.file.lineOf(at.place), ...says };
}
