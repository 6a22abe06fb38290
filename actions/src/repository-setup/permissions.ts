/** What a fine-grained token must be granted, and what for. Writing includes reading, which is all that --check needs. */
export const PERMISSIONS = [
  ['Administration', 'write', 'environments, the ruleset, immutable releases, what Actions may do'],
  ['Environments', 'write', 'secrets of environments'],
  ['Actions', 'read', 'which environments there are'],
  ['Issues', 'write', 'labels'],
  ['Members', 'read', 'of the organization; only where a team approves'],
] as const;

export type Permission = `${(typeof PERMISSIONS)[number][0]}: ${'read' | 'write'}`;

export function permissionsText(): string {
  return PERMISSIONS.map(
    ([name, level, use]) => `  ${name}: ${level === 'read' ? 'read' : 'read and write'} (${use})`,
  ).join('\n');
}
