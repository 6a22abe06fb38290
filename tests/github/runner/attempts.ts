import type { JobDefinition } from './read-workflow.ts';
import { ancestorsOf, type JobResult, type Scope } from './scope.ts';

/**
 * What a re-run does again: everything, or what failed with all that depends on it.
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs
 */
export class Attempts {
  number = 1;
  #isPartial = false;
  #before = new Map<string, JobResult>();
  #now = new Map<string, JobResult>();

  begin({ failedOnly }: { failedOnly: boolean }): void {
    this.number += 1;
    this.#isPartial = failedOnly;
    this.#before = this.#now;
    this.#now = new Map();
  }

  /** A job that sets no outputs this time has those of the last: https://github.com/actions/runner/issues/2598 */
  record(id: string, result: JobResult): JobResult {
    const old = this.#isPartial ? this.#before.get(id) : undefined;
    const isSilent = Object.keys(result.outputs).length === 0 && old !== undefined;
    const recorded = isSilent ? { ...result, outputs: old.outputs } : result;
    this.#now.set(id, recorded);
    return recorded;
  }

  keeps(scope: Scope, job: JobDefinition): boolean {
    const id = `${scope.prefix}${job.id}`;
    return (
      this.#isPartial &&
      this.#before.has(id) &&
      !scope.isDirty &&
      !this.#hasFailed(id) &&
      !this.isDependent(scope, job)
    );
  }

  isDependent({ workflow, prefix }: Scope, { needs }: JobDefinition): boolean {
    return ancestorsOf(workflow.jobs, needs).some((id) => this.#hasFailed(`${prefix}${id}`));
  }

  /** Of a call with it what it called. */
  keep(id: string): JobResult {
    for (const [each, result] of this.#before) if (each.startsWith(`${id}.`)) this.#now.set(each, result);
    const kept = this.#before.get(id);
    if (kept === undefined) throw new Error(`No attempt has run ${id}.`);
    this.#now.set(id, kept);
    return kept;
  }

  #hasFailed(id: string): boolean {
    const outcome = this.#before.get(id)?.outcome;
    return outcome === 'failure' || outcome === 'cancelled';
  }
}
