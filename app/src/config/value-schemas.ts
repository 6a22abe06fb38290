import { isIP } from 'node:net';
import { z } from 'zod';

// Every message is written by hand: a library's own may quote the value that it refuses.

/** A whole number in plain decimal digits: no sign, fraction, exponent or leading zero. */
export function wholeNumber(min: number, max: number): z.ZodType<number, string> {
  const error = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^(?:0|[1-9]\d{0,14})$/, { error })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error });
}

/** Exactly `true` or `false`: `z.coerce.boolean()` would read "false" as true. */
export function trueOrFalse(): z.ZodType<boolean, string> {
  return z.enum(['true', 'false'], { error: 'expected true or false' }).transform((text) => text === 'true');
}

export function oneOf<const Choice extends string>(
  choices: readonly [Choice, ...Choice[]],
): z.ZodType<Choice, string> {
  return z.string().refine((text): text is Choice => choices.some((choice) => choice === text), {
    error: `expected one of ${choices.join(', ')}`,
  });
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A duration with its unit (`90s`, `15m`, `24h`, `7d`); seconds inside. */
export function durationInSeconds(): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^[1-9]\d{0,5}[smhd]$/, { error: 'expected a duration with its unit, such as 15m, 24h or 7d' })
    .transform((text) => Number(text.slice(0, -1)) * SECONDS[text.slice(-1) as keyof typeof SECONDS]);
}

export function hostToListenOn(): z.ZodType<string, string> {
  return z.string().refine((text) => isIP(text) !== 0 || /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(text), {
    error: 'expected an IP address or a host name',
  });
}

/** A URL of one of the protocols (`https:` …), without user, password and fragment. */
export function plainUrl(protocols: readonly string[]): z.ZodType<URL, string> {
  const written = protocols.map((protocol) => `${protocol}//`).join(' or ');
  return z
    .string()
    .transform((text) => URL.parse(text))
    .refine((url): url is URL => url !== null && protocols.includes(url.protocol) && isPlain(url), {
      error: `expected a URL that begins with ${written}, without user, password and #fragment`,
    });
}

function isPlain(url: URL): boolean {
  return url.hostname !== '' && url.username === '' && url.password === '' && url.hash === '';
}

/** A PostgreSQL URL with a host (in front of the path, or as `?host=`) and a database. */
export function databaseUrl(): z.ZodType<string, string> {
  return z.string().refine(
    (text) => {
      const url = URL.parse(text);
      if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) return false;
      return (url.hostname !== '' || url.searchParams.has('host')) && url.pathname.length > 1;
    },
    { error: 'expected postgresql://user:password@host:port/database' },
  );
}

export function redisUrl(): z.ZodType<string, string> {
  return z.string().refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '';
    },
    { error: 'expected redis://host:port or rediss://host:port' },
  );
}

/** Comma-separated origins. An entry with `*` passes here: the rule on wildcards says what is wrong with it. */
export function originList(): z.ZodType<readonly string[], string> {
  return z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every((origin) => origin.includes('*') || isOrigin(origin)), {
      error:
        'expected origins such as https://app.acme.com, separated by commas, each without path and slash at its end',
    });
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text;
}
