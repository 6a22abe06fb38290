import { allowPlainJson } from '../../../scripts/workflows/plain-json.ts';

/** `node run.ts <act>`: whether the runner for tests and act agree; ends with 1 where they don't. */
const [program] = process.argv.slice(2);
if (program === undefined) throw new Error('Expected the path of act. Run .ci/agree-with-act <folder>.');
allowPlainJson();
const { agree } = await import('./agree.ts');
process.exitCode = (await agree(program)) ? 0 : 1;
