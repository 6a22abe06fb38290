import type { Answer } from './ask.ts';
import { lacking, noAnswerToThat, seen, unseen, type ProbeContext, type ProbeResult } from './probe.ts';

/** So often the remainder may go up because a window ends just then. */
const LOOKS = 3;

/**
 * Requests are counted: what the headers say remains goes down from one to the next, or, with a `burst`, the 429 comes.
 * Headers that stand still are a decoration.
 */
export async function rateLimit(context: ProbeContext): Promise<ProbeResult> {
  const settings = context.settings['rate-limit'];
  if (settings === undefined) return unseen('The policy names no path that is limited.');
  const { path, burst } = settings;
  return burst > 0 ? untilRefused(context, { path, burst }) : countingDown(context, path);
}

async function untilRefused(
  { ask }: ProbeContext,
  { path, burst }: { path: string; burst: number },
): Promise<ProbeResult> {
  for (let asked = 1; asked <= burst; asked += 1) {
    const { status } = await ask({ path });
    if (status === 429) return seen(`${path} answers 429 to request ${asked}`);
  }
  return lacking(`GET ${path}: expected a 429 within ${burst} requests, found none.`);
}

async function countingDown({ ask }: ProbeContext, path: string): Promise<ProbeResult> {
  const name = `GET ${path}`;
  let before: number | undefined;
  for (let look = 0; look < LOOKS; look += 1) {
    const answer = await ask({ path });
    if (answer.status === 429) return seen(`${path} answers 429`);
    const problem = noAnswerToThat(name, answer);
    if (problem !== undefined) return problem;
    const remaining = remainingIn(answer);
    if (remaining === undefined)
      return lacking(`${name}: expected a RateLimit header that says what remains, found none.`);
    if (before !== undefined && remaining < before)
      return seen(`${path} counts: ${before} remain, then ${remaining}`);
    before = remaining;
  }
  return lacking(
    `${name}: expected what remains to go down, found ${before ?? 'nothing'} after ${LOOKS} requests.`,
  );
}

/** `"api";r=99;t=900` and `limit=100, remaining=99` of the RFC’s drafts 8 and 7, and the headers of their own before. */
function remainingIn({ headers }: Answer): number | undefined {
  const texts = [headers['ratelimit'], headers['ratelimit-remaining'], headers['x-ratelimit-remaining']];
  const [text] = texts.filter((each) => typeof each === 'string');
  const found = /^\s*(\d+)\s*$|(?:;\s*r|remaining)=(\d+)/.exec(text ?? '');
  const digits = found?.[1] ?? found?.[2];
  return digits === undefined ? undefined : Number(digits);
}
