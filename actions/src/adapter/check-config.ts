import { problemsIn } from './configuration-problems.ts';
import { readSettings } from './settings.ts';

/** An adapted artifact’s configuration contract: see `docs/adopt.md`. */
const { variables } = readSettings(import.meta.dirname);
if (process.argv.includes('--contract')) {
  console.log(JSON.stringify({ variables }));
} else {
  const problems = problemsIn(process.env, variables);
  console.log(JSON.stringify({ verdict: problems.length === 0 ? 'pass' : 'fail', problems }));
  process.exitCode = problems.length === 0 ? 0 : 1;
}
