import { randomBytes } from 'node:crypto';

/** An environment that the service accepts, with secrets made on the spot. */
export function validEnvironment(
  changes: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const environment: Record<string, string | undefined> = {
    NODE_ENV: 'production',
    GOOGLE_CLIENT_ID: `${randomBytes(6).readUIntBE(0, 6)}-${randomSecret()}.apps.googleusercontent.com`,
    GOOGLE_CLIENT_SECRET: randomSecret(),
    GOOGLE_REDIRECT_URI: 'https://assistant.test/auth/google/callback',
    OPENAI_API_KEY: `sk-proj-${randomSecret()}`,
    JWT_SECRET: randomSecret(),
    DATABASE_URL: `postgresql://assistant:${randomSecret()}@localhost:5432/assistantapp`,
    CORS_ORIGIN: 'https://assistant.test,https://www.assistant.test',
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
