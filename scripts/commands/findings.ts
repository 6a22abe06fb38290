import type { Finding } from '../../actions/src/verdict/verdict.ts';

/** Everything that was found, each with its place and what to do about it; what the summary said is not said again. */
export function findingsText(summary: string, findings: readonly Finding[]): string {
  const lines = findings.map(({ place, message, remedy = '' }) => {
    if (message === summary) return remedy;
    const where = place === undefined ? '' : `${place}: `;
    return `- ${where}${message}${remedy === '' ? '' : `\n  ${remedy}`}`;
  });
  return [summary, ...new Set(lines)].filter((line) => line !== '').join('\n');
}
