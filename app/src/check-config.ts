import { configurationContract } from './config/contract.ts';
import { parseConfiguration } from './config/parse-configuration.ts';

/**
 * The release's own look at an environment, before it is started in it: one line of JSON and exit code 0 (pass) or
 * 1 (fail). With `--contract` it says which variables it wants. Reads nothing but `process.env`.
 */
if (process.argv.includes('--contract')) {
  console.log(JSON.stringify(configurationContract()));
} else {
  const parsed = parseConfiguration(process.env);
  const problems = parsed.kind === 'valid' ? [] : parsed.problems;
  console.log(JSON.stringify({ verdict: parsed.kind === 'valid' ? 'pass' : 'fail', problems }));
  process.exitCode = parsed.kind === 'valid' ? 0 : 1;
}
