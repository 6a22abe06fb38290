import { z } from 'zod';
import type { FakeGitHub } from '../server/open-github.ts';
import type { Conclusion, Progress, ServerEvent, ServerPort, ServerRun } from './server-port.ts';
import { twirpArtifacts } from './twirp-artifacts.ts';

type Run = ReturnType<FakeGitHub['startRun']>;
type Job = ReturnType<FakeGitHub['addJob']>;

/** The port, over the fake GitHub. */
export function githubServer(github: FakeGitHub): ServerPort {
  const jobs = new Map<number, Job>();
  const { state } = github;
  return {
    slug: github.slug,
    apiUrl: github.url,
    resultsUrl: github.resultsUrl,
    defaultBranch: state.defaultBranch,
    defaultPermissions: state.settings.defaultTokenPermissions,
    demandsPins: () => state.settings.shaPinningRequired,
    addWorkflow({ path, name, inputs }) {
      const dispatch = inputs === null ? null : { inputs: inputsSchema.parse(inputs) };
      if (!state.workflows.some((each) => each.path === path)) github.addWorkflow({ path, name, dispatch });
    },
    startRun(wish) {
      const { id, run_number: number } = github.startRun(wish);
      return { id, number };
    },
    startAttempt(run, { attempt, actor }) {
      const known = runOf(github, run);
      known.run_attempt = attempt;
      known.triggering_actor = actor;
    },
    progressRun: (run, { status, conclusion }) => {
      github.progressRun(runOf(github, run), { status, ...(conclusion === undefined ? {} : { conclusion }) });
    },
    addJob(run, { name }) {
      const job = github.addJob(runOf(github, run), name);
      jobs.set(job.id, job);
      return job.id;
    },
    progressJob(id, progress) {
      const job = jobs.get(id);
      // While it waits, GitHub's own rules say so.
      if (job !== undefined) github.progressJob(job, shown(progress));
    },
    enterEnvironment: ({ run, ...wish }) => {
      const entry = github.enterEnvironment({ ...wish, run: runOf(github, run) });
      return {
        ...entry,
        finish: (conclusion: Conclusion, url?: string) => {
          entry.finish(conclusion, url);
        },
      };
    },
    secrets: (environment) => ownOf(github, 'secrets', environment),
    variables: (environment) => ownOf(github, 'variables', environment),
    tokenFor: (permissions) => github.tokenFor({ permissions }),
    revoke: (token) => {
      github.revoke(token);
    },
    runtimeToken: ({ run, job }) => github.runtimeToken({ run: runOf(github, run), job: String(job) }),
    artifacts: twirpArtifacts(github),
    onEvent: (listener) =>
      github.onEvent((event) => {
        const told = toldOf(event);
        if (told !== undefined) listener(told);
      }),
  };
}

const inputsSchema = z.record(
  z.string(),
  z
    .looseObject({
      required: z.boolean().optional(),
      type: z.string().optional(),
      options: z.array(z.string()).optional(),
    })
    .nullable()
    .transform((input) => {
      const { required, type, options, ...others } = input ?? {};
      return {
        ...(required === undefined ? {} : { required }),
        ...(type === undefined ? {} : { type }),
        ...(options === undefined ? {} : { options }),
        ...('default' in others ? { default: others['default'] } : {}),
      };
    }),
);

function runOf({ state }: FakeGitHub, { id }: ServerRun): Run {
  const found = state.runs.find((run) => run.id === id);
  if (found === undefined) throw new Error(`The fake has no run ${id}.`);
  return found;
}

function shown({ status, conclusion, steps }: Progress): Parameters<FakeGitHub['progressJob']>[1] {
  const all = steps?.map((step, at) => ({ ...step, number: at + 1, status: 'completed' as const }));
  return {
    status,
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(all === undefined ? {} : { steps: all }),
  };
}

/** The repository's alone, or the environment's alone: which of both a job sees is the runner's to decide. */
function ownOf(
  { state }: FakeGitHub,
  kind: 'secrets' | 'variables',
  environment: string | undefined,
): Record<string, string> {
  const vault =
    environment === undefined ? state.vault : state.environments.get(environment.toLowerCase())?.vault;
  // On Free a private repository's environments "will be ignored".
  if (environment !== undefined && state.isPrivate && state.plan === 'free') return {};
  return Object.fromEntries([...(vault?.[kind].values() ?? [])].map(({ name, value }) => [name, value]));
}

const payloadSchema = z.looseObject({
  workflow_run: z.looseObject({ id: z.int(), run_number: z.int() }).optional(),
  only_failed: z.boolean().optional(),
});

function toldOf({
  event,
  payload,
  sender,
  startsWorkflows,
}: FakeGitHub['events'][number]): ServerEvent | undefined {
  // The server's own, for whoever watches: no workflow can ask for it.
  if (event === 'deployment_review') return undefined;
  const { workflow_run: run, only_failed: failedOnly = false } = payloadSchema.parse(payload);
  if (event === 'cancel' && run !== undefined) return { kind: 'cancel', run: run.id };
  if (event === 'rerun' && run !== undefined)
    return { kind: 'rerun', run: run.id, failedOnly, actor: sender };
  if (!startsWorkflows) return undefined;
  const made =
    event === 'workflow_dispatch' && run !== undefined ? { run: { id: run.id, number: run.run_number } } : {};
  return { kind: 'event', event, actor: sender, payload, ...made };
}
