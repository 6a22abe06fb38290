import { createHmac } from 'node:crypto';
import type { World } from './world.ts';

/** ACTIONS_RUNTIME_TOKEN: the artifact client reads the run and the job out of its `scp`. */
export function runtimeToken(
  world: World,
  { run, attempt, job }: { run: number; attempt: number; job: string },
): string {
  const claims = { scp: `Actions.Results:run-${run}:job-${job}`, run, attempt };
  const content = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encoded).join('.');
  return `${content}.${signatureOf(world, content)}`;
}

export function runOfToken(
  world: World,
  authorization: string | undefined,
): { run: number; attempt: number } | undefined {
  const [head = '', claims = '', signature = ''] = (authorization ?? '').replace(/^Bearer /, '').split('.');
  if (signature !== signatureOf(world, `${head}.${claims}`)) return undefined;
  const { run, attempt } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as {
    run: number;
    attempt: number;
  };
  return { run, attempt };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function signatureOf(world: World, content: string): string {
  return createHmac('sha256', world.signingKey).update(content).digest('base64url');
}
