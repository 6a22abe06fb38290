import { problem, type Problem, type Repository } from '../rule.ts';
import { stepsOf } from '../workflow-file.ts';

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const VERSION_COMMENT = /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

/** A tag can be moved under us; a commit can’t. */
export function foreignStepsArePinned(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    stepsOf(file).flatMap(({ step, place }) => {
      const { uses } = step;
      if (uses === undefined || uses.startsWith('./')) return [];
      const at = { file, place: [...place, 'uses'] };
      const line = file.text.split('\n')[file.lineOf(at.place) - 1] ?? '';
      if (PINNED.test(uses) && VERSION_COMMENT.test(line)) return [];
      return problem(foreignStepsArePinned, at, {
        message: `Expected a commit and its version as a comment; found ${line.trim()}.`,
        remedy: 'Write owner/name@<40 hex digits> # v1.2.3; Dependabot moves both.',
      });
    }),
  );
}

/** The token would lie in .git/config, readable by whatever runs later: https://docs.zizmor.sh/audits/#artipacked */
export function checkoutsKeepNoCredentials(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    stepsOf(file)
      .filter(({ step }) => step.uses?.startsWith('actions/checkout@') === true)
      .filter(({ step }) => step.with['persist-credentials'] !== false)
      .map(({ place }) =>
        problem(
          checkoutsKeepNoCredentials,
          { file, place },
          {
            message: 'The checkout leaves the job’s token in the workspace.',
            remedy: 'Add `persist-credentials: false`.',
          },
        ),
      ),
  );
}

/** A cache is filled by other runs, pull requests’ among them, and is no part of what was reviewed. */
export function nothingIsCached(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    stepsOf(file)
      .filter(({ step: { uses = '', with: inputs } }) => {
        const sets = uses.startsWith('actions/setup-node@');
        const restores = uses.startsWith('actions/cache');
        return (
          restores || (sets && (inputs['package-manager-cache'] !== false || inputs['cache'] !== undefined))
        );
      })
      .map(({ place }) =>
        problem(
          nothingIsCached,
          { file, place },
          {
            message: 'This step restores a cache, and the job may build or deploy a release.',
            remedy: 'Set `package-manager-cache: false`, name no `cache`, and leave actions/cache out.',
          },
        ),
      ),
  );
}

/** What stands in `${{ }}` becomes part of the program before the shell reads it. */
export function scriptsHoldNoExpressions(repository: Repository): readonly Problem[] {
  return repository.files.flatMap((file) =>
    stepsOf(file)
      .filter(({ step }) => step.run?.includes('${{') === true)
      .map(({ place }) =>
        problem(
          scriptsHoldNoExpressions,
          { file, place: [...place, 'run'] },
          {
            message: 'The script holds an expression, so that its text is run.',
            remedy: 'Pass the value by `env` and use "$NAME".',
          },
        ),
      ),
  );
}

/** An application’s secret that a step does not get is empty there, and nothing says so. */
export function stepsGetEverySecret({ files, policy }: Repository): readonly Problem[] {
  const expected = policy.local.secrets.map(({ name }) => name);
  return files.flatMap((file) =>
    stepsOf(file).flatMap(({ step, place }) => {
      const named = step.with['secrets'];
      if (typeof named !== 'string') return [];
      const names = named.split('\n').filter((line) => line !== '');
      const wrong = expected.filter(
        (name) => !names.includes(name) || step.env[name] !== `\${{ secrets.${name} }}`,
      );
      const unknown = names.filter((name) => !expected.includes(name));
      if (wrong.length + unknown.length === 0) return [];
      return problem(
        stepsGetEverySecret,
        { file, place: [...place, 'with', 'secrets'] },
        {
          message: `Expected the policy’s secrets ${expected.join(', ')}; wrong are ${[...wrong, ...unknown].join(', ')}.`,
          remedy: 'Name each under `with.secrets` and give it as `NAME: ${{ secrets.NAME }}` under `env`.',
        },
      );
    }),
  );
}
