import { lacking, noAnswerToThat, seen, type ProbeContext, type ProbeResult } from './probe.ts';

/** What serves there is the very artifact that is to be promoted. */
export async function release({ ask, settings, digest }: ProbeContext): Promise<ProbeResult> {
  const { path } = settings.release;
  const answer = await ask({ path });
  const found = digestIn(answer.body);
  if (answer.status === 200 && found === digest) return seen(`${digest.slice(0, 12)} serves and is ready`);
  const name = `GET ${path}`;
  if (answer.status !== 200)
    return noAnswerToThat(name, answer) ?? lacking(`${name}: expected 200, found ${answer.status}.`);
  return lacking(
    `${name}: expected the artifact ${digest.slice(0, 12)}, found ${found.slice(0, 12) || 'no digest'}.`,
  );
}

function digestIn(body: string): string {
  return /"digest"\s*:\s*"(?:sha256:)?([0-9a-f]{64})"/.exec(body)?.[1] ?? '';
}
