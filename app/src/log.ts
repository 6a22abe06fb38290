import { destination, pino, type Logger } from 'pino';
import type { Configuration } from './config/configuration.ts';

const SENSITIVE_FIELDS = ['authorization', 'cookie', 'set-cookie', 'password', 'token', 'secret'].flatMap(
  (field) => [`["${field}"]`, `*["${field}"]`],
);

/**
 * The process's log: JSON lines on the standard output or, appended, in LOG_FILE_PATH. Written by this process
 * itself: pino's worker-thread transports can't be bundled into one file. Throws when the file can't be opened.
 */
export function openLog(configuration: Pick<Configuration, 'log' | 'secrets'>): Logger {
  const { level, file } = configuration.log;
  const output = destination(
    file === undefined ? { fd: 1, sync: true } : { dest: file, mkdir: true, sync: true },
  );
  // A full disk or a closed pipe must not end the service.
  output.on('error', () => undefined);
  const secrets = configuration.secrets.map((secret) => secret.reveal());
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SENSITIVE_FIELDS, censor: '[redacted]' },
      hooks: { streamWrite: (line) => withoutSecrets(line, secrets) },
    },
    output,
  );
}

/** The last net: a secret inside a library's error text is in no field that could be named. */
function withoutSecrets(line: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => {
    const written = JSON.stringify(secret).slice(1, -1);
    return text.includes(written) ? text.replaceAll(written, '[redacted]') : text;
  }, line);
}
