import {
  eachOf,
  lacking,
  noAnswerToThat,
  seen,
  unseen,
  type ProbeContext,
  type ProbeResult,
} from './probe.ts';

/** Whoever is not signed in, or comes with a token that nobody gave, is sent away from what belongs to somebody. */
export async function authentication({ ask, settings }: ProbeContext): Promise<ProbeResult> {
  const { paths } = settings.authentication ?? {};
  if (paths === undefined) return unseen('The policy names no path that asks who is there.');
  const visitors = [{}, { authorization: 'Bearer nobody.gave.this' }];
  const cases = paths.flatMap((path) => visitors.map((headers) => ({ path, headers })));
  return eachOf(cases, async ({ path, headers }) => {
    const name = `GET ${path}${'authorization' in headers ? ' with a made-up token' : ' without a token'}`;
    const answer = await ask({ path, headers });
    const { status } = answer;
    if (status === 401 || status === 403) return seen(`${path} answers ${status} to strangers`);
    return noAnswerToThat(name, answer) ?? lacking(`${name}: expected 401 or 403, found ${status}.`);
  });
}
