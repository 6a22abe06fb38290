/** What can be wrong with a variable: a closed list, so that callers can match on it. */
export type ProblemCode =
  | 'missing'
  | 'malformed'
  | 'too-short'
  | 'placeholder'
  | 'weak'
  | 'reused'
  | 'not-public'
  | 'not-https'
  | 'wildcard'
  | 'test-key'
  | 'verbose-logging';

/** `message` and `remedy` never hold the variable's value, nor a part of it. */
export interface ConfigurationProblem {
  readonly variable: string;
  readonly code: ProblemCode;
  readonly message: string;
  readonly remedy: string;
}

/** The problems as lines for a person, all of them. */
export function describeProblems(problems: readonly ConfigurationProblem[]): string {
  const lines = problems.map(
    ({ variable, code, message, remedy }) => `  ${variable} (${code}): ${message}. ${remedy}.`,
  );
  return [
    `The configuration has ${problems.length} problem${problems.length === 1 ? '' : 's'}:`,
    ...lines,
    '',
  ].join('\n');
}
