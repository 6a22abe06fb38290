import { join, resolve } from 'node:path';
import { parseConfiguration, type Configuration } from '../configuration/environment-file.ts';
import { UserError } from '../errors.ts';
import { policyHash } from '../policy/hash.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/schema.ts';
import { systemFiles } from '../ports/files.ts';
import { givenSecrets, madeUpSecrets, type GivenSecrets } from './given-secrets.ts';
import { homeAt, nonEmpty, type Home } from './home.ts';
import { keepSecrets } from './keep-secrets.ts';
import { findEnvironment, projectOf, type Environment, type Project } from './project.ts';

/** A step of a workflow that deals with one environment. */
export interface GithubJob {
  /** The checkout. */
  readonly workspace: string;
  /** The policy's file, below the workspace. */
  readonly policy: string;
  readonly environment: string;
  /** The names under which `variables` has the environment's secrets. */
  readonly secrets: readonly string[];
  /** For a step that changes nothing: on a server it is given none. */
  readonly withoutSecrets?: boolean | undefined;
  /** For a step that deploys nothing: its own machine is the host of all that it starts, wherever releases serve. */
  readonly isApart?: boolean | undefined;
  /** For a step that looks at no environment: whatever is secret is made up. */
  readonly hasMadeUpSecrets?: boolean | undefined;
  /** The folder with the evidence that other jobs made; the home's own without it. */
  readonly evidence?: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export interface GithubProject {
  readonly project: Project;
  readonly environment: Environment;
  /** The names of the secrets that were made up for this run. */
  readonly madeUp: readonly string[];
  /** The values of all that are secret here, to be masked. */
  readonly secretValues: readonly string[];
}

/**
 * The project as a step of a workflow sees it: its home where the policy's `github.host` says, its secrets from the step's
 * own variables. `UserError` policy-invalid, unknown-environment, secret-empty.
 */
export async function openGithubProject(job: GithubJob): Promise<GithubProject> {
  const read = await loadPolicy(join(job.workspace, job.policy));
  const policy = job.isApart === true ? onThisMachine(read) : read;
  // A secret that is missing on a server is missing wherever it is looked for.
  const secrets = secretsFor(job, job.hasMadeUpSecrets === true ? policy : read);
  const home = homeOf(job, policy);
  const project = await projectOf({
    repository: job.workspace,
    policy: withoutLocalLeave(policy),
    policyHash: policyHash(read),
    home,
    isFresh: policy.github.host.kind === 'runner',
    // The database of one environment must not become the server of another's.
    variables: { ...job.variables, DATABASE_URL: undefined },
    secretsOf: (name) =>
      name === job.environment
        ? Promise.resolve(secrets.values)
        : secretsOfAnother(name, { job, policy, home }),
  });
  const environment = findEnvironment(project, job.environment);
  if (!project.isFresh && job.withoutSecrets !== true)
    await keepSecrets(home.configurationFile(environment.name), secrets.values);
  return { project, environment, madeUp: secrets.madeUp, secretValues: Object.values(secrets.values) };
}

function onThisMachine(policy: Policy): Policy {
  const { runsOn } = policy.github.host;
  return { ...policy, github: { ...policy.github, host: { kind: 'runner', runsOn } } };
}

function secretsFor(
  { secrets: names, environment, variables, withoutSecrets }: GithubJob,
  policy: Policy,
): GivenSecrets {
  if (withoutSecrets === true && policy.github.host.kind === 'machine') return { values: {}, madeUp: [] };
  const wrong = names.filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name));
  if (wrong.length > 0) throw notNames(wrong);
  const owner = ownerOf(variables, environment);
  return givenSecrets(variables, { names, form: policy.local.secrets, owner, host: policy.github.host.kind });
}

function ownerOf(
  { GITHUB_REPOSITORY: repository = '', GITHUB_RUN_ID: runId = '' }: GithubJob['variables'],
  environment: string,
): { repository: string; runId: string; environment: string } {
  return { repository, runId, environment };
}

/** On a server its own jobs have left them in the home; on a runner they are made up as its own job made them up. */
async function secretsOfAnother(
  name: string,
  { job, policy, home }: { job: GithubJob; policy: Policy; home: Home },
): Promise<Configuration> {
  const { secrets: form } = policy.local;
  if (policy.github.host.kind === 'runner')
    return madeUpSecrets(
      form.map((secret) => secret.name),
      { form, owner: ownerOf(job.variables, name) },
    );
  const path = home.configurationFile(name);
  return (await systemFiles.exists(path)) ? parseConfiguration(await systemFiles.readText(path)) : {};
}

/** A runner empties its temporary folder before and after each job. */
function homeOf({ workspace, variables, evidence }: GithubJob, { github: { host } }: Policy): Home {
  const temporary = nonEmpty(variables['RUNNER_TEMP']) ?? join(workspace, '.tidegate');
  const root =
    host.kind === 'machine'
      ? host.home
      : (nonEmpty(variables['TIDEGATE_HOME']) ?? join(temporary, 'tidegate'));
  const home = homeAt(workspace, { TIDEGATE_HOME: root });
  return evidence === undefined ? home : { ...home, evidence: resolve(workspace, evidence) };
}

/** What the policy allows where one person has one machine holds in no workflow. */
function withoutLocalLeave(policy: Policy): Policy {
  return {
    ...policy,
    local: { ...policy.local, tolerates: [], checklist: { approver: [], notApplicable: [] } },
  };
}

function notNames(wrong: readonly string[]): UserError {
  return new UserError({
    code: 'inputs-invalid',
    message: `secrets: expected names such as JWT_SECRET, one a line; found ${wrong.map((name) => JSON.stringify(name.slice(0, 40))).join(', ')}.`,
    remedy: 'Give names alone; the values come as the step’s `env:`.',
  });
}
