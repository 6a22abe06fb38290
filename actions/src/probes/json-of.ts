import type { Answer } from './ask.ts';

/** `undefined` for a body that is not JSON. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
