import { readConnection } from './connection.ts';

/** Shorter ones stand in innocent text too, and masking them would hide it. */
const LEAST_LENGTH = 4;
const LEAST_LINE = 8;

/**
 * Every way in which a secret may turn up in an output: as it is, in base64 of both alphabets (as a whole), in hexadecimal digits,
 * percent-encoded, as a JSON string, each line of it, and the password inside a connection.
 */
export function formsOf(secret: string): readonly string[] {
  const connection = /^[a-z][a-z0-9+.-]*:\/\//i.test(secret) ? readConnection(secret) : undefined;
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).map((line) => line.trim()) : [];
  const whole = [secret, secret.trim(), connection?.password ?? ''];
  const forms = [...whole.flatMap(encodings), ...lines.filter((line) => line.length >= LEAST_LINE)];
  return [...new Set(forms)].filter((form) => form.trim().length >= LEAST_LENGTH);
}

function encodings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    // A lone surrogate is text that can’t be encoded.
    text.isWellFormed() ? encodeURIComponent(text) : '',
    new URLSearchParams({ '': text }).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
  ];
}

/** A function that takes every form of the secrets out of a text. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  return (text) => forms.reduce((left, form) => left.replaceAll(form, '***'), text);
}
