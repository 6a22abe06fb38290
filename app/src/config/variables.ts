import { z } from 'zod';
import {
  databaseUrl,
  durationInSeconds,
  hostToListenOn,
  oneOf,
  originList,
  plainUrl,
  redisUrl,
  trueOrFalse,
  wholeNumber,
} from './value-schemas.ts';

export interface VariableFacts {
  readonly kind: string;
  readonly secret: boolean;
  /** `deployed`: has a default in development and test, and must be given in staging and production. */
  readonly need: 'always' | 'deployed' | 'optional';
  readonly description: string;
  /** The value in `.env.example`; empty where it shows none. */
  readonly example: string;
}

const facts = z.registry<VariableFacts>();

const workerCount = z.union([z.literal('max'), wholeNumber(1, 64)], {
  error: 'expected a whole number from 1 to 64, or max',
});
const socketPath = z.string().refine((path) => path.startsWith('/') && Buffer.byteLength(path) <= 107, {
  // sockaddr_un holds 108 bytes with the closing zero on Linux: unix(7).
  error: 'expected an absolute path of at most 107 bytes',
});
const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'expected 64 lower-case hexadecimal digits' });
const commit = z.string().regex(/^[0-9a-f]{40}$/, { error: 'expected 40 lower-case hexadecimal digits' });

/** What an operator sets: the configuration contract. */
const operatorSchema = z.object({
  NODE_ENV: oneOf(['development', 'staging', 'production', 'test']).register(facts, {
    kind: 'choice',
    secret: false,
    need: 'always',
    description: 'development, staging, production or test',
    example: 'development',
  }),
  PORT: wholeNumber(0, 65_535).default(3000).register(facts, {
    kind: 'port',
    secret: false,
    need: 'optional',
    description: 'The TCP port to listen on; 0 takes any free one',
    example: '3000',
  }),
  HOST: hostToListenOn().default('0.0.0.0').register(facts, {
    kind: 'host',
    secret: false,
    need: 'optional',
    description: 'The address to listen on',
    example: '0.0.0.0',
  }),
  GOOGLE_CLIENT_ID: z.string().register(facts, {
    kind: 'text',
    secret: false,
    need: 'always',
    description: 'The OAuth client id from Google Cloud, at least 20 characters',
    example: 'your_google_client_id',
  }),
  GOOGLE_CLIENT_SECRET: z.string().register(facts, {
    kind: 'secret',
    secret: true,
    need: 'always',
    description: 'The OAuth client secret from Google Cloud, at least 20 characters',
    example: 'your_google_client_secret',
  }),
  GOOGLE_REDIRECT_URI: plainUrl(['https:', 'http:'])
    .default(new URL('http://localhost:3000/auth/google/callback'))
    .register(facts, {
      kind: 'url',
      secret: false,
      need: 'deployed',
      description: 'Where Google sends the user back to, as registered there; https and public in production',
      example: 'http://localhost:3000/auth/google/callback',
    }),
  OPENAI_API_KEY: z.string().register(facts, {
    kind: 'secret',
    secret: true,
    need: 'always',
    description: 'The API key from OpenAI; begins with sk-',
    example: 'your_openai_api_key',
  }),
  OPENAI_MODEL: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/, { error: 'expected the name of a model' })
    .default('gpt-4o-mini')
    .register(facts, {
      kind: 'text',
      secret: false,
      need: 'optional',
      description: 'The model to ask',
      example: 'gpt-4o-mini',
    }),
  JWT_SECRET: z.string().register(facts, {
    kind: 'secret',
    secret: true,
    need: 'always',
    description: 'Signs the sessions: at least 32 random characters',
    example: 'your_jwt_secret_key_here',
  }),
  JWT_EXPIRES_IN: durationInSeconds().default(86_400).register(facts, {
    kind: 'duration',
    secret: false,
    need: 'optional',
    description: 'How long a session lasts: a number with s, m, h or d',
    example: '24h',
  }),
  DATABASE_URL: databaseUrl().register(facts, {
    kind: 'url',
    secret: true,
    need: 'always',
    description: 'The PostgreSQL database of this environment',
    example: 'postgresql://username:password@localhost:5432/assistantapp',
  }),
  DATABASE_POOL_SIZE: wholeNumber(1, 100).default(5).register(facts, {
    kind: 'integer',
    secret: false,
    need: 'optional',
    description: 'Connections to the database per worker; each worker holds one more for its health check',
    example: '5',
  }),
  REDIS_URL: redisUrl().optional().register(facts, {
    kind: 'url',
    secret: true,
    need: 'optional',
    description: 'Checked when set, but nothing uses Redis yet',
    example: 'redis://localhost:6379',
  }),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info').register(facts, {
    kind: 'choice',
    secret: false,
    need: 'optional',
    description: 'fatal, error, warn, info, debug or trace; the last two are refused in production',
    example: 'info',
  }),
  LOG_FILE_PATH: z.string().optional().register(facts, {
    kind: 'path',
    secret: false,
    need: 'optional',
    description: 'A file to append the log to, in place of the standard output',
    example: './logs/app.log',
  }),
  CORS_ORIGIN: originList().default(['http://localhost:3000']).register(facts, {
    kind: 'origins',
    secret: false,
    need: 'deployed',
    description: 'The web origins that may call the API, separated by commas; https and public in production',
    example: 'http://localhost:3000',
  }),
  RATE_LIMIT_WINDOW_MS: wholeNumber(1000, 86_400_000).default(900_000).register(facts, {
    kind: 'integer',
    secret: false,
    need: 'optional',
    description: 'The window of the rate limit, in milliseconds',
    example: '900000',
  }),
  RATE_LIMIT_MAX_REQUESTS: wholeNumber(1, 1_000_000).default(100).register(facts, {
    kind: 'integer',
    secret: false,
    need: 'optional',
    description: 'How many API requests one address may make in a window',
    example: '100',
  }),
  HEALTH_CHECK_INTERVAL: wholeNumber(1000, 3_600_000).default(30_000).register(facts, {
    kind: 'integer',
    secret: false,
    need: 'optional',
    description: 'How often each worker looks at the database unasked and logs a change, in milliseconds',
    example: '30000',
  }),
  METRICS_ENABLED: trueOrFalse().default(true).register(facts, {
    kind: 'boolean',
    secret: false,
    need: 'optional',
    description: 'Whether /metrics answers: true or false',
    example: 'true',
  }),
  WEB_CONCURRENCY: workerCount.default(2).register(facts, {
    kind: 'integer',
    secret: false,
    need: 'optional',
    description: 'How many worker processes serve, or max for one per processor',
    example: '2',
  }),
  DRAIN_MS: wholeNumber(0, 5000).default(1500).register(facts, {
    kind: 'integer',
    secret: false,
    need: 'optional',
    description:
      'How long a service that is told to stop still serves while it sends clients away, in milliseconds',
    example: '1500',
  }),
});

/** What the operator sets, and what the host that runs the release passes with it. */
export const environmentSchema = operatorSchema.extend({
  TIDEGATE_SOCKET: socketPath.optional(),
  TIDEGATE_RELEASE_ID: z.string().optional(),
  TIDEGATE_VERSION: z.string().optional(),
  TIDEGATE_COMMIT: commit.optional(),
  TIDEGATE_DIGEST: digest.optional(),
  TIDEGATE_CONFIG_HASH: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, { error: 'expected a hexadecimal hash' })
    .optional(),
});

export type VariableName = keyof typeof operatorSchema.shape;
export type Environment = z.output<typeof environmentSchema>;

export const VARIABLES: ReadonlyMap<string, VariableFacts> = new Map(
  Object.entries(operatorSchema.shape).map(([name, schema]) => {
    const found = facts.get(schema);
    if (found === undefined) throw new Error(`The variable ${name} is declared without its facts`);
    return [name, found];
  }),
);
