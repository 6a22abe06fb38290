import { createHash } from 'node:crypto';
import { parseEnv } from 'node:util';

/** A configuration: the variables that one environment gives to a release. Values may be secret. */
export type Configuration = Readonly<Record<string, string>>;

/** Reads the `.env` format, as Node.js itself does (`util.parseEnv`). */
export function parseConfiguration(text: string): Configuration {
  return Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']));
}

/** Sorted, each value quoted so that reading it back gives the same bytes. */
export function formatConfiguration(configuration: Configuration): string {
  const lines = sortedEntries(configuration).map(([name, value]) => `${name}=${quoted(name, value)}`);
  return `${lines.join('\n')}\n`;
}

/**
 * sha256 over names and values, 16 hexadecimal digits. A configuration holds secrets of full strength, so that nothing
 * can be guessed back from it.
 */
export function configurationHash(configuration: Configuration): string {
  const canonical = JSON.stringify(sortedEntries(configuration));
  return createHash('sha256').update(canonical).digest('hex').slice(0, 16);
}

function sortedEntries(configuration: Configuration): [string, string][] {
  return Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1));
}

function quoted(name: string, value: string): string {
  const quote = ["'", '"', '`'].find(
    (mark) => !value.includes(mark) && (mark !== '"' || !value.includes('\\n')),
  );
  if (quote === undefined) throw new Error(`${name} holds every kind of quotation mark`);
  return `${quote}${value}${quote}`;
}
