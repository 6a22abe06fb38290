import { join, resolve } from 'node:path';

/** Where everything that the local pipeline keeps stands: `.tidegate/` in the repository, or `$TIDEGATE_HOME`. */
export interface Home {
  readonly root: string;
  readonly artifacts: string;
  readonly evidence: string;
  /** By digest: what the tests covered. */
  readonly coverage: string;
  readonly postgres: string;
  readonly scratch: string;
  hostRoot(environment: string): string;
  /** `.env` format, 0600: made at the first run, and the user's to edit. */
  configurationFile(environment: string): string;
}

export function homeAt(repository: string, variables: NodeJS.ProcessEnv): Home {
  const root = resolve(repository, nonEmpty(variables['TIDEGATE_HOME']) ?? '.tidegate');
  return {
    root,
    artifacts: join(root, 'artifacts'),
    evidence: join(root, 'evidence'),
    coverage: join(root, 'coverage'),
    postgres: join(root, 'postgres'),
    scratch: join(root, 'tmp'),
    hostRoot: (environment) => join(root, 'hosts', environment),
    configurationFile: (environment) => join(root, 'config', `${environment}.env`),
  };
}

/** An empty variable is a missing one, as everywhere. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}
