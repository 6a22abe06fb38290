import { availableParallelism } from 'node:os';
import { secret, type Secret } from './secret.ts';
import { urlPassword } from './url-password.ts';
import type { Environment } from './variables.ts';

export interface Configuration {
  readonly environment: Environment['NODE_ENV'];
  readonly listen: ListenAddress;
  readonly google: { readonly clientId: string; readonly clientSecret: Secret; readonly redirectUri: string };
  readonly openai: { readonly apiKey: Secret; readonly model: string };
  readonly jwt: { readonly secret: Secret; readonly expiresInSeconds: number };
  /** `poolSize` connections a worker, besides the one of its health check. */
  readonly database: { readonly url: Secret; readonly poolSize: number };
  readonly log: { readonly level: Environment['LOG_LEVEL']; readonly file: string | undefined };
  readonly corsOrigins: readonly string[];
  readonly rateLimit: { readonly windowMs: number; readonly maxRequests: number };
  readonly healthCheckIntervalMs: number;
  readonly metricsEnabled: boolean;
  readonly workers: number;
  readonly drainMs: number;
  readonly release: ReleaseFacts;
  /** Every secret there is, for the log to keep out. */
  readonly secrets: readonly Secret[];
}

export type ListenAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** What the host said of the release that it started: `null` where there is no host, as in development. */
export interface ReleaseFacts {
  readonly id: string | null;
  readonly version: string | null;
  readonly commit: string | null;
  readonly digest: string | null;
  readonly configHash: string | null;
}

export function assembleConfiguration(environment: Environment): Configuration {
  return deepFreeze({
    environment: environment.NODE_ENV,
    listen: listenAddress(environment),
    google: {
      clientId: environment.GOOGLE_CLIENT_ID,
      clientSecret: secret(environment.GOOGLE_CLIENT_SECRET),
      redirectUri: environment.GOOGLE_REDIRECT_URI.href,
    },
    openai: { apiKey: secret(environment.OPENAI_API_KEY), model: environment.OPENAI_MODEL },
    jwt: { secret: secret(environment.JWT_SECRET), expiresInSeconds: environment.JWT_EXPIRES_IN },
    database: { url: secret(environment.DATABASE_URL), poolSize: environment.DATABASE_POOL_SIZE },
    log: { level: environment.LOG_LEVEL, file: environment.LOG_FILE_PATH },
    corsOrigins: [...environment.CORS_ORIGIN],
    rateLimit: {
      windowMs: environment.RATE_LIMIT_WINDOW_MS,
      maxRequests: environment.RATE_LIMIT_MAX_REQUESTS,
    },
    healthCheckIntervalMs: environment.HEALTH_CHECK_INTERVAL,
    metricsEnabled: environment.METRICS_ENABLED,
    workers: environment.WEB_CONCURRENCY === 'max' ? availableParallelism() : environment.WEB_CONCURRENCY,
    drainMs: environment.DRAIN_MS,
    release: releaseFacts(environment),
    secrets: everySecret(environment),
  });
}

function listenAddress(environment: Environment): ListenAddress {
  const path = environment.TIDEGATE_SOCKET;
  if (path !== undefined) return { kind: 'socket', path };
  return { kind: 'tcp', host: environment.HOST, port: environment.PORT };
}

function releaseFacts(environment: Environment): ReleaseFacts {
  return {
    id: environment.TIDEGATE_RELEASE_ID ?? null,
    version: environment.TIDEGATE_VERSION ?? null,
    commit: environment.TIDEGATE_COMMIT ?? null,
    digest: environment.TIDEGATE_DIGEST ?? null,
    configHash: environment.TIDEGATE_CONFIG_HASH ?? null,
  };
}

function everySecret(environment: Environment): readonly Secret[] {
  const values = [
    environment.GOOGLE_CLIENT_SECRET,
    environment.OPENAI_API_KEY,
    environment.JWT_SECRET,
    environment.DATABASE_URL,
    environment.REDIS_URL,
    urlPassword(environment.DATABASE_URL),
    urlPassword(environment.REDIS_URL),
  ];
  return values.filter((value) => value !== undefined).map((value) => secret(value));
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part as object);
  }
  return Object.freeze(value);
}
