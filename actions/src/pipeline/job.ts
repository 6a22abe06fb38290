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
  /** The names of secrets that were made up for this run. */
  readonly madeUp: readonly string[];
  /** What must not be shown, GitHub's own masks aside: an issue has none. */
  readonly secretValues: readonly string[];
  /** What went wrong beside the deployment, and changes nothing about how it ends. */
  readonly warnings: string[];
  /** Left for the step's own end after the job, or for whoever kills this one. */
  save(name: string, value: string): void;
  /** Whether there is something to end after the job; of a host that ends with the job there always is. */
  leaveOpen(isOpen: boolean): void;
}

export interface JobInputs {
  readonly environment: string;
  readonly token: string;
  readonly secrets: readonly string[];
  readonly policy: string;
  readonly evidence?: string | undefined;
  /** For a step that only looks: it is given none. */
  readonly withoutSecrets?: boolean;
}

/** Opens the project as the policy has it for GitHub; what is secret is masked from here on. */
export async function openJob(inputs: JobInputs, runner: Runner): Promise<Job> {
  const { variables } = runner;
  runner.mask(inputs.token);
  const opened = await openGithubProject({
    ...inputs,
    workspace: variables['GITHUB_WORKSPACE'] ?? process.cwd(),
    variables,
  });
  for (const value of opened.secretValues) maskLines(runner, value);
  function leaveOpen(isOpen: boolean): void {
    runner.saveState('open', String(isOpen || opened.project.isFresh));
  }
  leaveOpen(false);
  return {
    ...opened,
    github: connectGithub(inputs.token, variables),
    progress: groupedProgress(runner),
    warnings: [],
    save: (name, value) => {
      runner.saveState(name, value);
    },
    leaveOpen,
  };
}

/** On a runner whose machine is the host, what arrived empty was made up. */
export function tellMadeUp({ madeUp, environment }: Job, runner: Runner): void {
  if (madeUp.length === 0) return;
  runner.annotate({
    kind: 'notice',
    title: 'Secrets made up',
    message: `${madeUp.join(', ')} of ${environment.name} arrived empty and were made up for this run, whose machine is the host.`,
  });
}

/** The runner masks line by line. */
function maskLines(runner: Runner, value: string): void {
  for (const line of value.split('\n').filter((text) => text.trim() !== '')) runner.mask(line);
}
