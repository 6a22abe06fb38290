import { join } from 'node:path';
import type { Configuration } from '../configuration/environment-file.ts';
import { UserError } from '../errors.ts';
import type { HostConnection } from '../host-connection/host-connection.ts';
import { localHost } from '../host-connection/local-host.ts';
import { nearest } from '../nearest.ts';
import { loadPolicy } from '../policy/load.ts';
import { policyHash } from '../policy/hash.ts';
import type { EnvironmentPolicy, Policy } from '../policy/schema.ts';
import { bundledPrograms } from './bundled-programs.ts';
import { homeAt, type Home } from './home.ts';
import { portBase } from './local-ports.ts';
import { localSecrets } from './local-secrets.ts';

/** One environment of the policy, with its place on this machine. */
export interface Environment {
  readonly name: string;
  readonly policy: EnvironmentPolicy;
  readonly url: string;
  readonly host: HostConnection;
  readonly hostRoot: string;
  /** The one before it in the order of promotion. */
  readonly before: string | undefined;
}

/** A repository with its policy and its home. */
export interface Project {
  readonly repository: string;
  readonly policy: Policy;
  readonly policyHash: string;
  readonly home: Home;
  readonly environments: readonly Environment[];
  readonly portBase: number;
  readonly variables: NodeJS.ProcessEnv;
  /** Whether its hosts are made anew by each job: their places and made-up values then say nothing about what is done. */
  readonly isFresh: boolean;
  /** An environment's own values, which the policy does not have. */
  readonly secretsOf: (environment: string) => Promise<Configuration>;
}

export async function openProject(repository: string, variables: NodeJS.ProcessEnv): Promise<Project> {
  const policy = await loadPolicy(join(repository, '.github/tidegate.yml'));
  const home = homeAt(repository, variables);
  return projectOf({
    repository,
    policy,
    policyHash: policyHash(policy),
    home,
    isFresh: false,
    variables,
    secretsOf: (name) => localSecrets(home.configurationFile(name), policy.local.secrets),
  });
}

/** The project with its environments' places on this machine. */
export async function projectOf(facts: Omit<Project, 'environments' | 'portBase'>): Promise<Project> {
  const { policy, home, variables } = facts;
  const base = await portBase(home, policy, variables);
  const { host: program, ...programs } = bundledPrograms();
  const environments = policy.environments.map((environment, index): Environment => {
    const port = base + index;
    const hostRoot = home.hostRoot(environment.name);
    return {
      name: environment.name,
      policy: environment,
      url: `http://127.0.0.1:${port}`,
      hostRoot,
      host: localHost({ root: hostRoot, port, programs }, program),
      before: policy.environments[index - 1]?.name,
    };
  });
  return { ...facts, portBase: base, environments };
}

export function findEnvironment(project: Project, name: string): Environment {
  const found = project.environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const names = project.environments.map((environment) => environment.name);
  throw new UserError({
    code: 'unknown-environment',
    message: `Expected one of the environments ${names.join(', ')}; found ${JSON.stringify(name)}.`,
    remedy: `Nearest: ${nearest(name, names).join(', ')}. Environments are listed in .github/tidegate.yml.`,
  });
}
