/** Whoever counts what tests cover names a folder where the programs that they start leave what they did. */
export function programCoverage(): NodeJS.ProcessEnv {
  const folder = process.env['PROGRAM_COVERAGE'];
  return folder === undefined ? {} : { NODE_V8_COVERAGE: folder };
}
