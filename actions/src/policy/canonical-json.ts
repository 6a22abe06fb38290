/**
 * JSON with sorted keys and without spaces, so that equal values have equal bytes. For plain JSON values this is
 * RFC 8785: `JSON.stringify` writes numbers and strings as it asks, and `sort` orders by UTF-16 code units.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isRecord(part) ? sorted(part) : part));
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  // Entries, not assignment: a key called __proto__ must stay a key.
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, record[key]]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
