import { UserError } from '../../actions/src/errors.ts';

export interface JobOnGitHub {
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  /** Of the REST API, without a slash at its end. */
  readonly base: string;
  readonly variables: NodeJS.ProcessEnv;
}

/** Runs what a step of a workflow does by a script. What the user can mend is told in two lines; the exit code is then 2. */
export async function told(perform: (job: JobOnGitHub) => Promise<void>): Promise<void> {
  const { env: variables } = process;
  try {
    await perform({
      token: needed(variables, 'GITHUB_TOKEN'),
      repository: needed(variables, 'GITHUB_REPOSITORY'),
      base: (variables['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, ''),
      variables,
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`${error.message}\n${error.remedy} (${error.code})`);
    process.exitCode = 2;
  }
}

function needed(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name] ?? '';
  if (value !== '') return value;
  throw new UserError({
    code: 'inputs-invalid',
    message: `Expected ${name} in the environment of this step; it is empty.`,
    remedy: 'Run it in a workflow, with the job’s token under `env`.',
  });
}
