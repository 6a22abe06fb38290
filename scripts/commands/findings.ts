import type { Finding } from '../../actions/src/verdict/verdict.ts';

/** Everything that was found, each with its place and what to do about it. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.map(({ place, message, remedy }) => {
    const where = place === undefined ? '' : `${place}: `;
    return `- ${where}${message}${remedy === undefined ? '' : `\n  ${remedy}`}`;
  });
  return [...new Set(lines)].join('\n');
}
