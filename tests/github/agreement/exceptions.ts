import type { Exception } from './judge.ts';

const CALL_STOPS = {
  reason:
    'A called workflow that fails ends act’s whole run: nothing after it is asked, not even `always()`.',
  source: 'https://github.com/nektos/act/issues/1793',
};
const ONE_RESULT = {
  reason: 'act has one result for a whole matrix, and ends no other job of it when one fails.',
  source: 'https://github.com/nektos/act/pull/1519',
};
const MATRIX_OF_SKIPPED = {
  reason:
    'GitHub asks a job’s `if` before it makes the jobs of its matrix; act makes them first, and ends its whole run at an output that is empty.',
  source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idif',
};
const BAD_LINE = {
  reason:
    'A line that is none of a command file fails the step on GitHub; act fails the job, and `continue-on-error` does not help.',
  source: 'https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs',
};
const TEXT = {
  reason:
    "GitHub’s parser turns an expression that is only a text into that text, so that `${{ 'false' }}` is `false`.",
  source:
    'https://github.com/actions/languageservices/blob/main/workflow-parser/src/templates/template-reader.ts',
};

/** Where act does otherwise than GitHub. Each must still be so: what act has mended since is to be taken out. */
export const EXCEPTIONS: readonly Exception[] = [
  { name: 'call-fails.yml', where: 'job even-so: runs', ours: 'yes', acts: 'no', ...CALL_STOPS },
  { name: 'pipeline.yml, staging reverts', where: 'job ci-ok: runs', ours: 'yes', acts: 'no', ...CALL_STOPS },
  {
    name: 'release-pr.yml, nobody set releases up',
    where: 'run: conclusion',
    ours: 'success',
    acts: 'failure',
    ...MATRIX_OF_SKIPPED,
  },
  {
    name: 'release-pr.yml, nobody set releases up',
    where: 'job Post ci-ok on the release PR: runs',
    ours: 'yes',
    acts: 'no',
    ...MATRIX_OF_SKIPPED,
  },
  {
    name: 'needs.yml',
    where: 'job after-forgiven: runs',
    ours: 'yes',
    acts: 'no',
    reason: 'act does not know `continue-on-error` of a job.',
    source: 'https://github.com/nektos/act/pull/1519',
  },
  { name: 'matrix.yml', where: 'job goes-on (3): result', ours: 'success', acts: 'failure', ...ONE_RESULT },
  ...[2, 3].flatMap((n) => [
    {
      name: 'matrix.yml',
      where: `job in-turn (${n}): result`,
      ours: 'cancelled',
      acts: 'failure',
      ...ONE_RESULT,
    },
    {
      name: 'matrix.yml',
      where: `job in-turn (${n}): steps`,
      ours: '',
      acts: `test "${n}" != 1: success`,
      ...ONE_RESULT,
    },
  ]),
  { name: 'commands.yml', where: 'job broken-line: result', ours: 'success', acts: 'failure', ...BAD_LINE },
  {
    name: 'commands.yml',
    where: 'job broken-line: steps',
    ours: 'Nonsense: failure · Say: success',
    acts: 'Nonsense: success · Say: success',
    ...BAD_LINE,
  },
  {
    name: 'commands.yml',
    where: 'job broken-line: facts',
    ours: 'fact failure',
    acts: 'fact success',
    ...BAD_LINE,
  },
  {
    name: 'commands.yml',
    where: 'job inputs-of-composed: facts',
    ours: 'fact [none]',
    acts: 'fact [hello]',
    reason: 'On GitHub the steps of a composite action don’t have its inputs as variables.',
    source: 'https://github.com/actions/runner/issues/665',
  },
  {
    name: 'steps.yml',
    where: 'job text-in-braces: steps',
    ours: 'Word: success',
    acts: 'Text: success · Word: success',
    ...TEXT,
  },
  {
    name: 'steps.yml',
    where: 'job text-in-braces: facts',
    ours: 'fact ran',
    acts: 'fact never · fact ran',
    ...TEXT,
  },
];
