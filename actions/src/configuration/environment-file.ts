import { createHash } from 'node:crypto';
import { isDeepStrictEqual, parseEnv } from 'node:util';
import { UserError } from '../errors.ts';

/** A configuration: the variables that one environment gives to a release. Values may be secret. */
export type Configuration = Readonly<Record<string, string>>;

/** Reads the `.env` format, as Node.js itself does (`util.parseEnv`). */
export function parseConfiguration(text: string): Configuration {
  return Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']));
}

/**
 * Sorted, each value written so that reading it back gives the same bytes. `UserError` configuration-invalid for one that
 * the format can't hold: a carriage return or a null byte, or several lines with all three quotation marks.
 */
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

/** The format knows no escape for its own marks, so the way of writing is found by reading it back. */
function quoted(name: string, value: string): string {
  const ways = [`'${value}'`, `"${value}"`, `\`${value}\``, value];
  const found = ways.find((text) => !value.includes('\0') && isReadBack(text, { name, value }));
  if (found !== undefined) return found;
  throw new UserError({
    code: 'configuration-invalid',
    message: `The .env format can’t hold ${JSON.stringify(name)} as it is: it has a carriage return, a null byte, or lines with all three quotation marks.`,
    remedy: 'Give it another value, for example the same in base64.',
  });
}

/** With a line behind it, which an open quotation mark would swallow. */
function isReadBack(text: string, { name, value }: { name: string; value: string }): boolean {
  const read = { ...parseEnv(`${name}=${text}\nEND='of the file'\n`) };
  return isDeepStrictEqual(read, { [name]: value, END: 'of the file' });
}
