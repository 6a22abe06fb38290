import type { Runner } from '../runner/runner.ts';
import { connectGithub, type GithubConnection } from './github-connection.ts';
import { openGithubProject } from './github-project.ts';
import { groupedProgress } from './grouped-progress.ts';
import type { Progress } from './progress.ts';
import type { Environment, Project } from './project.ts';

/** One step of a workflow that changes an environment. */
export interface Job {
  readonly project: Project;
  readonly environment: Environment;
  readonly github: GithubConnection;
  readonly progress: Progress;
  /** What must not be shown, GitHub's own masks aside: an issue has none. */
  readonly secretValues: readonly string[];
  /** What went wrong beside the deployment, and changes nothing about how it ends. */
  readonly warnings: string[];
  /** Left for the step's own end after the job, or for whoever kills this one. */
  save(name: string, value: string): void;
}

export interface JobInputs {
  readonly environment: string;
  readonly token: string;
  readonly secrets: readonly string[];
  readonly policy: string;
  readonly evidence?: string | undefined;
}

/** Says `open` once there may be something to end after the job. */
export async function openJob(inputs: JobInputs, runner: Runner): Promise<Job> {
  const { variables } = runner;
  runner.mask(inputs.token);
  const opened = await openGithubProject({
    ...inputs,
    workspace: variables['GITHUB_WORKSPACE'] ?? process.cwd(),
    variables,
  });
  for (const value of opened.secretValues) maskLines(runner, value);
  if (opened.madeUp.length > 0)
    runner.annotate({
      kind: 'notice',
      title: 'Secrets made up',
      message: `${opened.madeUp.join(', ')} of ${inputs.environment} arrived empty and were made up for this run, whose machine is the host.`,
    });
  runner.saveState('open', 'true');
  return {
    ...opened,
    github: connectGithub(inputs.token, variables),
    progress: groupedProgress(runner),
    warnings: [],
    save: (name, value) => {
      runner.saveState(name, value);
    },
  };
}

/** The runner masks line by line. */
function maskLines(runner: Runner, value: string): void {
  for (const line of value.split('\n').filter((text) => text.trim() !== '')) runner.mask(line);
}
