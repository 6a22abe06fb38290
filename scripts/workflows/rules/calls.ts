import { problem, type Problem, type Repository } from '../rule.ts';
import { jobsOf, type PlacedJob, type WorkflowFile } from '../workflow-file.ts';
import { isRecord } from './jobs.ts';

/** It would hand over every secret of the repository, those of other systems too. */
export function secretsAreNeverInherited(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    jobsOf(file)
      .filter(({ job }) => job.secrets === 'inherit')
      .map(({ place }) =>
        problem(
          secretsAreNeverInherited,
          { file, place: [...place, 'secrets'] },
          { message: 'The call hands every secret over.', remedy: 'Pass each by its name.' },
        ),
      ),
  );
}

/**
 * One that is not passed is an empty string in the called workflow, even where the environment has it, and the run stays
 * green: https://docs.github.com/actions/how-tos/reuse-automations/reuse-workflows
 */
export function callsPassEverySecret(repository: Repository): readonly Problem[] {
  return callsOf(repository).flatMap(({ file, job, place, called }) => {
    if (job.secrets === 'inherit') return [];
    const passed = isRecord(job.secrets) ? job.secrets : {};
    const missing = declaredSecrets(called).filter((name) => passed[name] !== `\${{ secrets.${name} }}`);
    if (missing.length === 0) return [];
    return problem(
      callsPassEverySecret,
      { file, place: [...place, 'secrets'] },
      {
        message: `${called.path} declares ${missing.join(', ')}, and the call does not pass it by its name.`,
        remedy: `Add ${missing.map((name) => `\`${name}: \${{ secrets.${name} }}\``).join(', ')}.`,
      },
    );
  });
}

export interface PlacedCall extends PlacedJob {
  readonly file: WorkflowFile;
  readonly called: WorkflowFile;
}

/** The jobs that call a workflow of this repository. One that is not there, the platform’s linter reports. */
export function callsOf({ files }: Repository): readonly PlacedCall[] {
  return files.flatMap((file) =>
    jobsOf(file).flatMap((each) => {
      const called = files.find(({ path }) => each.job.uses === `./${path}`);
      return called === undefined ? [] : { ...each, file, called };
    }),
  );
}

function declaredSecrets({ content }: WorkflowFile): readonly string[] {
  const call = isRecord(content.on) ? content.on['workflow_call'] : undefined;
  const secrets = isRecord(call) ? call['secrets'] : undefined;
  return isRecord(secrets) ? Object.keys(secrets) : [];
}
