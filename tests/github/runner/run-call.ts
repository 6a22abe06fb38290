import { calledPath, permissionsFor } from './calls.ts';
import { plainOf, textsOf } from './evaluate.ts';
import { joinGroup } from './join-group.ts';
import { typedInputs } from './typed-inputs.ts';
import { matrixName } from './matrix.ts';
import { worst, type Instance, type JobResult, type Scope } from './scope.ts';
import { fieldsOf, textOf, type Plain } from './value.ts';

/** A job that calls a workflow: its jobs become part of the run. */
export async function runCall(
  instance: Instance,
  runScope: (scope: Scope) => Promise<void>,
): Promise<JobResult> {
  const { scope, job, contexts, combination } = instance;
  const called = scope.run.workflowAt(calledPath(textOf(job.fields['uses'] as Plain)));
  const { inputs, problems } = typedInputs(
    fieldsOf(fieldsOf(called.events['workflow_call'])['inputs']),
    fieldsOf(plainOf(job.fields['with'], { contexts })),
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const member = { what: `call ${job.id}` };
  const stop = new AbortController();
  const inner: Scope = {
    run: scope.run,
    workflow: called,
    inputs,
    secrets: secretsOf(instance),
    allowed: permissionsFor(scope.workflow, job) ?? scope.allowed,
    prefix: `${scope.prefix}${job.id}.`,
    namePrefix: `${scope.namePrefix}${textOf(plainOf(job.fields['name'], { contexts })) || matrixName(job.id, combination)} / `,
    signal: AbortSignal.any([instance.signal, stop.signal]),
    ancestors: [...scope.ancestors, member],
    results: new Map(),
    isDirty: scope.isDirty || scope.run.attempts.isDependent(scope, job),
  };
  // The caller's group, and the one at the top of the called file: `github.workflow` is the caller's in both.
  const groups = [
    { value: job.fields['concurrency'], contexts, ancestors: scope.ancestors },
    {
      value: called.fields['concurrency'],
      contexts: calledContexts(instance, inputs),
      ancestors: inner.ancestors,
    },
  ];
  const left: (() => void)[] = [];
  try {
    for (const each of groups) {
      const joined = await joinGroup({
        ...each,
        groups: scope.run.groups,
        member,
        ready: Promise.resolve(),
        signal: inner.signal,
        onCancel: () => {
          stop.abort('concurrency');
        },
      });
      if (joined.kind === 'cancelled') return { result: 'cancelled', outcome: 'cancelled', outputs: {} };
      left.push(joined.leave);
    }
    await runScope(inner);
  } finally {
    for (const leave of left) leave();
  }
  const all = [...inner.results.values()];
  return {
    result: worst(all.map(({ result }) => result)),
    outcome: worst(all.map(({ outcome }) => outcome)),
    outputs: outputsOf(inner),
  };
}

function calledContexts(
  { contexts }: Instance,
  inputs: Readonly<Record<string, Plain>>,
): Record<string, Plain> {
  return { github: contexts['github'] ?? null, inputs, vars: contexts['vars'] ?? null };
}

/**
 * By name, or all. One of an environment comes with the job that declares it, but only under a name that was passed: else
 * it is empty, and nothing says so. https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
 */
function secretsOf({ scope, job, contexts }: Instance): Scope['secrets'] {
  if (job.fields['secrets'] === 'inherit') return scope.secrets;
  const passed = textsOf(job.fields['secrets'], {
    contexts: { ...contexts, secrets: { ...scope.secrets(), GITHUB_TOKEN: '' } },
  });
  return (environment) => {
    const own =
      environment === undefined || scope.run.isFork ? {} : scope.run.equipment.server.secrets(environment);
    const pairs = Object.entries(passed).map(([name, value]) => [name, own[name] ?? value]);
    return Object.fromEntries(pairs) as Record<string, string>;
  };
}

function outputsOf({ run, workflow, results, inputs }: Scope): Record<string, string> {
  const jobs = Object.fromEntries([...results].map(([id, { result, outputs }]) => [id, { result, outputs }]));
  const setting = {
    contexts: { jobs, inputs, github: run.github(), vars: run.equipment.server.variables() },
  };
  const wanted = Object.entries(fieldsOf(fieldsOf(workflow.events['workflow_call'])['outputs']));
  const pairs = wanted.map(([name, output]) => [name, textOf(plainOf(fieldsOf(output)['value'], setting))]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== '')) as Record<string, string>;
}
