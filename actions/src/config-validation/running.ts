import { z } from 'zod';
import type { Digest } from '../release/release.ts';
import type { Finding } from '../verdict/verdict.ts';

const WITHIN_MS = 10_000;
const MOST_CHARACTERS = 1024 * 1024;
/** What a release says of itself at `/health`. */
const healthSchema = z.object({
  configHash: z.string().min(1),
  release: z.object({ digest: z.string().nullable().optional() }).optional(),
});

/** Whether what runs has just the configuration that was looked at, and is of the artifact that was meant. */
export async function runningFindings(
  url: URL,
  expected: { configHash: string; digest: Digest | undefined },
): Promise<readonly Finding[]> {
  const answer = await ask(url).catch(() => undefined);
  const health = healthSchema.safeParse(answer);
  if (!health.success) {
    return [
      {
        code: 'running-unproven',
        place: 'url',
        message: `Expected ${url.host} to tell its configuration hash at ${url.pathname}; it ${answer === undefined ? 'gave no answer in JSON' : 'tells none'}.`,
        remedy: 'See that it runs, that the address is its /health, and that a host started it.',
      },
    ];
  }
  const { configHash, release } = health.data;
  const digest = release?.digest ?? undefined;
  const differs = [
    configHash === expected.configHash
      ? undefined
      : `to run with the configuration ${expected.configHash}, which was looked at; it runs with ${shortened(configHash)}`,
    digest === undefined || expected.digest === undefined || digest === expected.digest
      ? undefined
      : `to run the artifact ${expected.digest}; it runs ${shortened(digest)}`,
  ].filter((text) => text !== undefined);
  return differs.map((text) => ({
    code: 'running-differs',
    place: 'url',
    message: `Expected ${url.host} ${text}.`,
    remedy: 'Deploy what was looked at, or look at what runs.',
  }));
}

/** Any status: an unhealthy service knows its configuration as well. */
async function ask(url: URL): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) });
  let text = '';
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    if (text.length > MOST_CHARACTERS) throw new Error('It answers without end');
  }
  return JSON.parse(text);
}

/** What another program says of itself is shown, within limits. */
function shortened(text: string): string {
  return /^[0-9a-f]{1,64}$/.test(text) ? text : 'something that is no hash';
}
