import { join } from 'node:path';
import type { StoredArtifact } from '../artifact/store.ts';
import type { Configuration } from '../configuration/environment-file.ts';
import { UserError } from '../errors.ts';
import { bindingOf } from '../evidence/bindings.ts';
import { configurationOf } from '../pipeline/configuration.ts';
import { adoptArtifact } from '../pipeline/fetch-artifact.ts';
import { openGithubProject } from '../pipeline/github-project.ts';
import { nonEmpty } from '../pipeline/home.ts';
import type { Environment, Project } from '../pipeline/project.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Job } from '../runner/job.ts';
import type { Runner } from '../runner/runner.ts';
import type { Inputs } from './inputs.ts';

export interface Opened {
  readonly project: Project;
  readonly environment: Environment;
  readonly configuration: Configuration;
  readonly artifact: StoredArtifact;
}

/** Below the checkout: from here the evidence is uploaded. */
export const EVIDENCE = '.tidegate/evidence';

/**
 * What the gates look at. Without an environment the release is started with made-up values, and no gate that looks at an
 * environment's is run: `UserError` inputs-invalid. Only what compares two releases where they serve needs the environment's
 * own host; any other gate is run on whatever machine, and writes nothing to the host's home.
 */
export async function openForGates(given: Inputs, { workspace }: Job, runner: Runner): Promise<Opened> {
  const bound = given.gates.filter((gate) => bindingOf(gate) !== 'artifact');
  if (given.environment === undefined && bound.length > 0) throw noEnvironment(bound);
  const { environments } = await loadPolicy(join(workspace, given.policy));
  const name = given.environment ?? environments[0]?.name ?? '';
  const opened = await openGithubProject({
    workspace,
    policy: given.policy,
    environment: name,
    secrets: given.secrets,
    evidence: EVIDENCE,
    variables: runner.variables,
    isApart: given.gates.every((gate) => bindingOf(gate) !== 'pair'),
    hasMadeUpSecrets: given.environment === undefined,
  });
  for (const value of opened.secretValues)
    for (const line of value.split('\n')) if (nonEmpty(line) !== undefined) runner.mask(line);
  const { project, environment } = opened;
  const artifact = await adoptArtifact(project, join(workspace, given.artifact), given['artifact-digest']);
  const configuration = await configurationOf(project, environment);
  return { project, environment, artifact, configuration };
}

function noEnvironment(gates: readonly string[]): UserError {
  return new UserError({
    code: 'inputs-invalid',
    message: `environment: expected one for ${gates.join(', ')}, which look at what an environment has; found none.`,
    remedy: 'Give `environment`, with its secrets, or run these gates where it is deployed.',
  });
}
