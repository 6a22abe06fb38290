import type { Remedies } from '../runner/gate-action.ts';

export const REMEDIES: Remedies = {
  'coverage-low':
    'Test what is not covered, or, if that was decided, demand less in the policy or the inputs.',
  'patch-uncovered': 'Test the changed lines that the annotations show.',
  'coverage-dropped':
    'Test what was added; a drop that was decided is allowed by `allowed-drop` with its reason.',
  'nothing-examined':
    'See that the tests ran with coverage switched on, and that globs name files: of nothing, nothing is shown.',
  'coverage-missing':
    'Have the tests write the report before this step; if it comes from another job, see that it was downloaded.',
  'coverage-invalid':
    'Write the report anew; the message names the line. If the tool writes such reports, take another format.',
  'coverage-stale':
    'Measure this very commit. If paths differ by machine, see that the report’s end as the repository’s do.',
  'source-unmeasured':
    'Have files counted that no test loads (Jest: `collectCoverageFrom`; Vitest: `coverage.include`; c8: `--all`).',
  'path-ambiguous': 'Set `working-directory` to the package that the report is of.',
  'base-missing':
    'Check out with `fetch-depth: 0`, name `base`, and give `base-report` if a ratchet is demanded.',
  'base-unrelated': 'Give the report of the merge-base, and its commit as `base-commit`.',
  'inputs-invalid': 'Mend each input as the message says.',
  'policy-invalid': 'Mend the policy file at the lines that the message names.',
  'program-missing': 'Install git on the runner.',
  'internal-error': 'A bug in Tidegate: report it with the stack.',
};
