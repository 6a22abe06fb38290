import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseConfiguration } from './config/parse-configuration.ts';
import { openLog } from './log.ts';
import { validEnvironment } from './testing/valid-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'log-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a log line', () => {
  it.each(['GOOGLE_CLIENT_SECRET', 'OPENAI_API_KEY', 'JWT_SECRET', 'DATABASE_URL'])(
    'holds no %s, wherever it comes from',
    (name) => {
      const { env, written, log } = logTo(`${name}.log`);
      const value = env[name] ?? '';
      log.error(
        { err: new Error(`refused: ${value}`), detail: { inner: [value] } },
        `said ${value} twice: ${value}`,
      );
      expect(written()).toContain('refused: [redacted]');
      expect(written()).not.toContain(value);
    },
  );

  it('holds no password of the database, also apart from its URL', () => {
    const { env, written, log } = logTo('password.log');
    const { password } = new URL(env['DATABASE_URL'] ?? '');
    log.warn(`password ${password} was refused`);
    expect(written()).toContain('[redacted] was refused');
  });

  it('holds no field that is sensitive by its name', () => {
    const { written, log } = logTo('fields.log');
    log.info({
      headers: { authorization: 'a-1', cookie: 'b-2', 'set-cookie': ['c-3'], accept: 'd-4' },
      token: 'e-5',
    });
    expect(written()).not.toMatch(/a-1|b-2|c-3|e-5/);
    expect(written()).toContain('d-4');
  });
});

function logTo(name: string): {
  readonly env: Readonly<Record<string, string>>;
  readonly log: ReturnType<typeof openLog>;
  readonly written: () => string;
} {
  const file = join(folder, name);
  const env = validEnvironment({ LOG_FILE_PATH: file });
  const parsed = parseConfiguration(env);
  if (parsed.kind === 'invalid') throw new Error('expected a valid configuration');
  return { env, log: openLog(parsed.configuration), written: () => readFileSync(file, 'utf8') };
}
