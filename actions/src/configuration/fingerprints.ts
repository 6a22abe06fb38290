import { createHmac } from 'node:crypto';
import type { Configuration } from './environment-file.ts';

/** Each value as a salted HMAC-SHA256: shows whether two values are the same without telling either. */
export function fingerprints(configuration: Configuration, salt: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [
      name,
      createHmac('sha256', salt).update(`${name}\0${value}`).digest('hex'),
    ]),
  );
}
