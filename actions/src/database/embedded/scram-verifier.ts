import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's default number of rounds (`scram_iterations`). */
const ITERATIONS = 4096;

/**
 * What PostgreSQL stores in place of a password (RFC 5803), so that `ALTER ROLE … PASSWORD` can be given this and
 * the password itself is never in a statement, which the server might log. ASCII passwords only: SASLprep is left out.
 */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
