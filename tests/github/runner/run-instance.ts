import { permissionsFor } from './calls.ts';
import { evaluate, isTrue, plainOf } from './evaluate.ts';
import { abortOf, joinGroup, type Joined } from './join-group.ts';
import type { JobView } from './job-view.ts';
import { matrixName } from './matrix.ts';
import { readOnly, usualPermissions } from './permissions.ts';
import { runJob, type JobOutcome } from './run-job.ts';
import { statusFor, type Instance, type JobResult } from './scope.ts';
import type { Entry } from './server-port.ts';
import { fieldsOf, textOf, wordsOf, type Plain } from './value.ts';

/** One job of its own: the environment's rules, its turn in the group, a machine, and then its steps. */
export async function runInstance(instance: Instance): Promise<JobResult> {
  const { scope, job, contexts, combination } = instance;
  const { run } = scope;
  const id = `${scope.prefix}${job.id}`;
  const view = run.addView({
    id,
    name: `${scope.namePrefix}${textOf(plainOf(job.fields['name'], { contexts })) || matrixName(job.id, combination)}`,
  });
  const stop = new AbortController();
  const forget = run.onCancel(() => {
    // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
    if (!isTrue(evaluate(job.condition, { contexts, status: statusFor(scope, job) })))
      stop.abort('cancelled');
  });
  const signal = AbortSignal.any([instance.signal, stop.signal]);
  const cancel = (reason: string): void => {
    view.annotations.push({ level: 'error', message: reason, properties: {} });
    stop.abort('concurrency');
  };
  try {
    const outcome = await admitted(instance, { view, signal, cancel, stop });
    run.finishView(view, outcome.result, outcome.outputs);
    const forgiven =
      outcome.result === 'failure' && plainOf(job.fields['continue-on-error'], { contexts }) === true;
    // A forgiven failure is a success for those that need it, but not on its own page: https://github.com/actions/runner/issues/1161
    return {
      result: forgiven ? 'success' : outcome.result,
      outcome: outcome.result,
      outputs: outcome.outputs,
    };
  } finally {
    forget();
  }
}

interface Way {
  readonly view: JobView;
  readonly signal: AbortSignal;
  readonly cancel: (reason: string) => void;
  readonly stop: AbortController;
}

const CANCELLED: JobOutcome = { result: 'cancelled', outputs: {} };

async function admitted(instance: Instance, way: Way): Promise<JobOutcome> {
  const { view, signal } = way;
  const entry = enter(instance);
  if (entry?.state === 'refused') return refuse(view, String(entry.reason));
  if (entry?.state === 'waiting') instance.scope.run.progressView(view, 'waiting');
  const isLetIn = entry === undefined ? Promise.resolve(true) : entry.settled;
  const rejected = new AbortController();
  const joining = itsTurn(instance, way, { isLetIn, signal: AbortSignal.any([signal, rejected.signal]) });
  const first = await Promise.race([isLetIn, abortOf(signal)]);
  if (first === false && !signal.aborted) {
    rejected.abort();
    return refuse(view, 'The deployment was rejected, or nobody approved it.');
  }
  instance.scope.run.progressView(view, 'pending');
  const joined = await joining;
  const outcome = joined.kind === 'cancelled' ? CANCELLED : await onMachine(instance, way, joined);
  entry?.finish(outcome.result, view.url);
  return outcome;
}

function itsTurn(
  { scope, job, contexts }: Instance,
  { view, cancel }: Way,
  { isLetIn, signal }: { isLetIn: Promise<boolean>; signal: AbortSignal },
): Promise<Joined> {
  return joinGroup({
    groups: scope.run.groups,
    value: job.fields['concurrency'],
    contexts,
    member: view,
    ancestors: scope.ancestors,
    // While it waits for its approval it is pending in its group, and a newer one puts it out: https://github.com/hypothesis/lms/issues/4533
    ready: isLetIn.then((isIn) => (isIn ? undefined : new Promise(() => undefined))),
    signal,
    onCancel: cancel,
  });
}

function refuse(view: JobView, message: string): JobOutcome {
  view.annotations.push({ level: 'error', message, properties: {} });
  return { result: 'failure', outputs: {} };
}

function environmentName({ job, contexts }: Instance): string | undefined {
  const plain = plainOf(job.fields['environment'], { contexts: withoutUrl(contexts) });
  return (
    (typeof plain === 'string' ? plain : textOf(fieldsOf(plain)['name'] as Plain | undefined)) || undefined
  );
}

/** The address is evaluated at the job's end, with what only the job knows. */
function withoutUrl(contexts: Instance['contexts']): Instance['contexts'] {
  return { ...contexts, steps: {}, env: {}, job: {}, runner: {} };
}

function enter(instance: Instance): Entry | undefined {
  const environment = environmentName(instance);
  if (environment === undefined) return undefined;
  const { run } = instance.scope;
  const wish = plainOf(fieldsOf(instance.job.fields['environment'])['deployment'], {
    contexts: instance.contexts,
  });
  return run.equipment.server.enterEnvironment({
    run: run.serverRun,
    environment,
    ref: run.ref,
    deployment: wish !== false,
  });
}

async function onMachine(
  instance: Instance,
  way: Way,
  joined: Extract<Joined, { kind: 'admitted' }>,
): Promise<JobOutcome> {
  const { scope, job, contexts } = instance;
  const labels = wordsOf(runnerLabels(plainOf(job.fields['runs-on'], { contexts })));
  const machine = await scope.run.machines.open(labels, way.signal);
  if (machine === undefined) {
    joined.leave();
    return CANCELLED;
  }
  try {
    return await onIt(instance, way, machine.machine);
  } finally {
    await machine.giveBack();
    joined.leave();
  }
}

function runnerLabels(plain: Plain): Plain {
  return typeof plain === 'object' && !Array.isArray(plain) ? (fieldsOf(plain)['labels'] as Plain) : plain;
}

async function onIt(
  instance: Instance,
  way: Way,
  machine: Parameters<typeof runJob>[0]['machine'],
): Promise<JobOutcome> {
  const { scope, job, contexts } = instance;
  const { run } = scope;
  const { server } = run.equipment;
  const environment = environmentName(instance);
  const asked =
    permissionsFor(scope.workflow, job) ??
    (scope.prefix === '' ? usualPermissions(server.defaultPermissions) : scope.allowed);
  const permissions = run.isFork ? readOnly(asked) : asked;
  const handle = run.handleFor(way.view, permissions);
  run.progressView(way.view, 'in_progress');
  const minutes = Number(plainOf(job.fields['timeout-minutes'], { contexts }) ?? 360);
  const timer = setTimeout(() => {
    way.view.annotations.push({
      level: 'error',
      message: `The job has exceeded the maximum execution time of ${minutes} minutes.`,
      properties: {},
    });
    way.stop.abort('timeout');
  }, minutes * run.equipment.minute);
  const lost = new AbortController();
  const forget = run.onLost(way.view, () => {
    lost.abort('lost');
  });
  try {
    return await runJob({
      equipment: run.equipment,
      workflow: scope.workflow,
      definition: job,
      view: way.view,
      handle,
      permissions,
      machine,
      contexts: {
        ...contexts,
        github: { ...(contexts['github'] as object), token: handle.token },
        vars: { ...server.variables(), ...(environment === undefined ? {} : server.variables(environment)) },
        secrets: { ...scope.secrets(environment), GITHUB_TOKEN: handle.token },
      },
      signal: way.signal,
      lost: lost.signal,
    });
  } finally {
    forget();
    clearTimeout(timer);
    server.revoke(handle.token);
  }
}
