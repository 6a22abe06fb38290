import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import type { HostConnection } from '../host-connection/host-connection.ts';
import { localHost } from '../host-connection/local-host.ts';
import { nearest } from '../nearest.ts';
import { loadPolicy } from '../policy/load.ts';
import { policyHash } from '../policy/hash.ts';
import type { EnvironmentPolicy, Policy } from '../policy/schema.ts';
import { homeAt, type Home } from './home.ts';
import { portBase } from './local-ports.ts';

/** The bundled programs of this checkout. */
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

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
}

export async function openProject(repository: string, variables: NodeJS.ProcessEnv): Promise<Project> {
  const policy = await loadPolicy(join(repository, '.github/tidegate.yml'));
  const home = homeAt(repository, variables);
  const base = await portBase(home, policy, variables);
  assertBuilt();
  const environments = policy.environments.map((environment, index): Environment => {
    const port = base + index;
    const hostRoot = home.hostRoot(environment.name);
    const programs = { keeper: join(DIST, 'keeper.mjs'), front: join(DIST, 'front.mjs') };
    return {
      name: environment.name,
      policy: environment,
      url: `http://127.0.0.1:${port}`,
      hostRoot,
      host: localHost({ root: hostRoot, port, programs }, join(DIST, 'host.mjs')),
      before: policy.environments[index - 1]?.name,
    };
  });
  return {
    repository,
    policy,
    policyHash: policyHash(policy),
    home,
    portBase: base,
    environments,
    variables,
  };
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

function assertBuilt(): void {
  if (existsSync(join(DIST, 'host.mjs'))) return;
  throw new UserError({
    code: 'program-missing',
    message: `Expected the host program at ${DIST}; it was never built.`,
    remedy: 'Run `npm run prepare`.',
  });
}
