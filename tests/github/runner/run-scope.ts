import { evaluate, isTrue, plainOf } from './evaluate.ts';
import { combinationsOf } from './matrix.ts';
import type { JobDefinition } from './read-workflow.ts';
import { runCall } from './run-call.ts';
import { runInstance } from './run-instance.ts';
import { needsContext, statusFor, worst, type Instance, type JobResult, type Scope } from './scope.ts';
import { fieldsOf, type Plain } from './value.ts';

/** Every job as soon as those that it needs are over. */
export async function runScope(scope: Scope): Promise<void> {
  const begun = new Map<string, Promise<void>>();
  function begin(job: JobDefinition): Promise<void> {
    const known = begun.get(job.id);
    if (known !== undefined) return known;
    const needed = scope.workflow.jobs.filter(({ id }) => job.needs.includes(id));
    const running = Promise.all(needed.map(begin)).then(async () => {
      scope.results.set(job.id, await runNode(scope, job));
    });
    begun.set(job.id, running);
    return running;
  }
  await Promise.all(scope.workflow.jobs.map(begin));
}

async function runNode(scope: Scope, job: JobDefinition): Promise<JobResult> {
  const id = `${scope.prefix}${job.id}`;
  if (scope.run.attempts.keeps(scope, job)) return scope.run.keep(id);
  const contexts = {
    github: scope.run.github(),
    needs: needsContext(scope, job),
    // An environment's variables come with the job, too late for `if`, `runs-on`, `concurrency` and the name.
    vars: scope.run.equipment.server.variables(),
    inputs: scope.inputs,
  };
  try {
    if (!isTrue(evaluate(job.condition, { contexts, status: statusFor(scope, job) })))
      return skip(scope, job);
    return await runMatrix({ scope, job, contexts });
  } catch (error) {
    return scope.run.record(id, failBefore(scope, job, error as Error));
  }
}

/** What is over before it began has a line on the run's page even so. */
function skip(scope: Scope, job: JobDefinition): JobResult {
  const view = scope.run.addView({ id: `${scope.prefix}${job.id}`, name: `${scope.namePrefix}${job.id}` });
  scope.run.finishView(view, 'skipped');
  return scope.run.record(`${scope.prefix}${job.id}`, { result: 'skipped', outcome: 'skipped', outputs: {} });
}

function failBefore(scope: Scope, job: JobDefinition, error: Error): JobResult {
  const view = scope.run.addView({ id: `${scope.prefix}${job.id}`, name: `${scope.namePrefix}${job.id}` });
  view.annotations.push({ level: 'error', message: error.message, properties: {} });
  scope.run.finishView(view, 'failure');
  return { result: 'failure', outcome: 'failure', outputs: {} };
}

async function runMatrix({
  scope,
  job,
  contexts,
}: Pick<Instance, 'scope' | 'job' | 'contexts'>): Promise<JobResult> {
  const strategy = fieldsOf(plainOf(job.fields['strategy'], { contexts }));
  const { matrix } = strategy as { matrix?: Plain };
  const combinations = matrix === undefined ? [{}] : combinationsOf(matrix);
  if (combinations.length === 0) throw new Error(`Matrix of ${job.id} has no combination.`);
  const failFast = strategy['fail-fast'] !== false;
  const most = Number(strategy['max-parallel'] ?? combinations.length);
  const stop = new AbortController();
  const ended: JobResult[] = [];
  const waiting = combinations.map((combination, index) => ({ combination, index }));
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const told = {
        'fail-fast': failFast,
        'job-index': next.index,
        'job-total': combinations.length,
        'max-parallel': most,
      };
      const instance: Instance = {
        scope,
        job,
        combination: next.combination,
        contexts: { ...contexts, strategy: told, matrix: matrix === undefined ? null : next.combination },
        signal: AbortSignal.any([scope.signal, stop.signal]),
      };
      const result = await (job.fields['uses'] === undefined
        ? runInstance(instance)
        : runCall(instance, runScope));
      ended.push(result);
      if (failFast && combinations.length > 1 && result.result === 'failure') stop.abort('fail-fast');
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, combinations.length) }, work));
  return scope.run.record(`${scope.prefix}${job.id}`, together(ended));
}

/** Of a matrix the outputs of whichever ended last win, empty ones aside. */
function together(ended: readonly JobResult[]): JobResult {
  const outputs = Object.assign({}, ...ended.map((each) => each.outputs)) as Record<string, string>;
  return {
    outputs,
    result: worst(ended.map(({ result }) => result)),
    outcome: worst(ended.map(({ outcome }) => outcome)),
  };
}
