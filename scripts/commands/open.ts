import { UserError } from '../../actions/src/errors.ts';
import {
  findEnvironment,
  openProject,
  type Environment,
  type Project,
} from '../../actions/src/pipeline/project.ts';
import type { Invocation } from '../perform.ts';

export async function open({ repository }: Pick<Invocation, 'repository'>): Promise<Project> {
  return openProject(repository, process.env);
}

/** The environment that is the command's first argument. */
export function environmentOf(project: Project, { arguments: [name] }: Invocation): Environment {
  return findEnvironment(project, name ?? '');
}

export function artifactReference({ options }: Invocation): string {
  if (options.artifact !== undefined) return options.artifact;
  throw new UserError({ code: 'usage', message: 'Expected --artifact.', remedy: 'Give a path or a digest.' });
}
