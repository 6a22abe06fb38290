import { problem, type Problem, type Repository } from '../rule.ts';
import { jobsOf, type Job, type PlacedJob, type WorkflowFile } from '../workflow-file.ts';
import { callsOf } from './calls.ts';
import { isRecord } from './jobs.ts';

const FROM_INPUT = '${{ inputs.environment }}';

/** GitHub makes an environment of any name that a job names: without reviewers, without secrets, without a word. */
export function environmentsAreThePolicys(repository: Repository): readonly Problem[] {
  const { environments } = repository.policy;
  const approvals = environments.filter(({ approval }) => approval).map(({ name }) => `${name}-approval`);
  const known = [...environments.map(({ name }) => name), ...approvals];
  return repository.files.flatMap((file) =>
    jobsOf(file)
      .filter(({ job }) => job.environment !== undefined)
      .flatMap((each) => {
        const names = namesOf(repository, file, each);
        const unknown = names.filter((name) => !known.includes(name));
        if (names.length > 0 && unknown.length === 0) return [];
        return problem(
          environmentsAreThePolicys,
          { file, place: [...each.place, 'environment'] },
          {
            message: `Expected environments of the policy (${known.join(', ')}); found ${unknown.join(', ') || 'none'}.`,
            remedy: 'Name one of them, or take the name from an input that only those can be given to.',
          },
        );
      }),
  );
}

/** GitHub would write a deployment of its own beside ours, and the newest one would be the wrong one. */
export function jobsMakeNoDeployments(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    jobsOf(file)
      .filter(({ job }) => job.environment !== undefined)
      .filter(({ job }) => !isRecord(job.environment) || job.environment['deployment'] !== false)
      .map(({ place }) =>
        problem(
          jobsMakeNoDeployments,
          { file, place: [...place, 'environment'] },
          {
            message: 'GitHub would record a deployment of its own for this job.',
            remedy: 'Write `environment: { name: …, deployment: false }`.',
          },
        ),
      ),
  );
}

/** Deployments wait for each other and are never dropped or cut off; a rollback waits for rollbacks alone. */
export function deployingJobsQueue(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    jobsOf(file).flatMap(({ job, place }) => {
      const kind = deploys(job);
      if (kind === undefined) return [];
      const environment = isRecord(job.environment) ? job.environment['name'] : undefined;
      const group = `${kind}-${String(environment)}`;
      const { concurrency } = job;
      const holds =
        isRecord(concurrency) &&
        concurrency['group'] === group &&
        concurrency['queue'] === 'max' &&
        concurrency['cancel-in-progress'] === false;
      if (environment !== undefined && holds) return [];
      return problem(
        deployingJobsQueue,
        { file, place: [...place, 'concurrency'] },
        {
          message: `A job that changes an environment has not the queue ${group}.`,
          remedy: `Give it the environment, and \`concurrency: { group: '${group}', queue: max, cancel-in-progress: false }\`.`,
        },
      );
    }),
  );
}

/** A run that waits for approval holds the workflow’s group for days, and those behind it are cancelled. */
export function approvalsHoldNoQueue(repository: Repository): readonly Problem[] {
  const remedy = 'Leave `concurrency` to the job that deploys.';
  return repository.files.flatMap((file) => {
    const waiting = jobsOf(file).filter(({ job }) => waitsForApproval(job));
    if (waiting.length === 0) return [];
    const jobs = waiting
      .filter(({ job }) => job.concurrency !== undefined)
      .map(({ id, place }) =>
        problem(approvalsHoldNoQueue, { file, place }, { message: `${id} waits within a queue.`, remedy }),
      );
    if (file.content.concurrency === undefined) return jobs;
    const message = 'The whole workflow waits within a queue.';
    return [problem(approvalsHoldNoQueue, { file, place: ['concurrency'] }, { message, remedy }), ...jobs];
  });
}

/** Whoever needs it is in a hurry: by hand, for every environment, behind nothing but its own choice. */
export function rollbackIsReachable(repository: Repository): readonly Problem[] {
  const { files, policy } = repository;
  const names = policy.environments.map(({ name }) => name);
  const found = files.some((file) => {
    const rolling = jobsOf(file).filter(({ job }) => deploys(job) === 'rollback');
    const options = optionsOf(file);
    return (
      rolling.length > 0 &&
      names.every((name) => options.includes(name)) &&
      rolling.every(({ job }) => job.needs.every((need) => deploys(file.content.jobs[need]) === undefined))
    );
  });
  if (found) return [];
  return [
    {
      rule: rollbackIsReachable.name,
      path: '.github/workflows/rollback.yml',
      line: 1,
      message: `No workflow rolls ${names.join(', ')} back when it is started by hand.`,
      remedy:
        'Let one have `workflow_dispatch` with the choice `environment`, and a job with ./actions/rollback.',
    },
  ];
}

/** What a job does to an environment, by the action that it runs. */
function deploys(job: Job | undefined): 'deploy' | 'rollback' | undefined {
  const steps = job?.steps ?? [];
  if (steps.some(({ uses }) => uses === './actions/deploy')) return 'deploy';
  const rolls = steps.some(
    ({ uses, with: inputs }) => uses === './actions/rollback' && inputs['choose-only'] !== 'true',
  );
  return rolls ? 'rollback' : undefined;
}

function waitsForApproval({ environment }: Job): boolean {
  return isRecord(environment) && String(environment['name']).endsWith('-approval');
}

/** All names that the job’s environment can have; none where that can’t be told. */
function namesOf(repository: Repository, file: WorkflowFile, { job }: PlacedJob): readonly string[] {
  const name = isRecord(job.environment) ? job.environment['name'] : job.environment;
  if (typeof name !== 'string') return [];
  if (!name.includes('${{')) return [name];
  if (name !== FROM_INPUT) return [];
  const called = callsOf(repository)
    .filter(({ called: callee }) => callee === file)
    .map((call) => String(call.job.with['environment']));
  return [...called, ...optionsOf(file)];
}

/** What `environment` can be chosen from when the workflow is started by hand. */
function optionsOf({ content }: WorkflowFile): readonly string[] {
  const dispatch = isRecord(content.on) ? content.on['workflow_dispatch'] : undefined;
  const inputs = isRecord(dispatch) ? dispatch['inputs'] : undefined;
  const environment = isRecord(inputs) ? inputs['environment'] : undefined;
  if (!isRecord(environment) || environment['type'] !== 'choice') return [];
  return Array.isArray(environment['options']) ? environment['options'].map(String) : [];
}
