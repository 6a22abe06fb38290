import type { GateSubject } from '../gates/gate.ts';
import { configurationOf } from './configuration.ts';
import { findEnvironment, type Environment, type Project } from './project.ts';

/** What production’s configuration must mirror: that of the staging before it, unless the policy wants none of it. */
export async function mirroredBy(
  project: Project,
  environment: Environment,
): Promise<GateSubject['mirrors']> {
  const isWanted = project.policy.gates.config?.parity ?? true;
  if (!isWanted || environment.before === undefined || environment.policy.nodeEnv !== 'production')
    return undefined;
  const before = findEnvironment(project, environment.before);
  if (before.policy.nodeEnv !== 'staging') return undefined;
  return { environment: before.name, configuration: await configurationOf(project, before) };
}
