import { formatConfiguration, type Configuration } from '../configuration/environment-file.ts';
import { databaseUrl } from './databases.ts';
import type { Environment, Project } from './project.ts';

/**
 * What an environment gives to a release: the policy's open values, over them the environment's own with its secrets, and
 * the database's address unless they have one. `UserError` configuration-invalid for what a host could not write down.
 */
export async function configurationOf(project: Project, environment: Environment): Promise<Configuration> {
  const own = await project.secretsOf(environment.name);
  const given = { ...environment.policy.configuration, ...own };
  const configuration =
    'DATABASE_URL' in own ? given : { ...given, DATABASE_URL: await databaseUrl(project, environment.name) };
  formatConfiguration(configuration);
  return configuration;
}
