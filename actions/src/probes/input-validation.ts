import {
  eachOf,
  lacking,
  noAnswerToThat,
  seen,
  unseen,
  type ProbeContext,
  type ProbeResult,
} from './probe.ts';

/** Malformed requests are refused by whoever reads them first: neither taken (2xx) nor stumbled over (5xx). */
export async function inputValidation({ ask, settings }: ProbeContext): Promise<ProbeResult> {
  const { requests } = settings['input-validation'] ?? {};
  if (requests === undefined) return unseen('The policy names no request that must be refused.');
  return eachOf(requests, async ({ path, method, body }) => {
    const name = `${method} ${path}, malformed`;
    const answer = await ask({ path, method, ...(method === 'GET' ? {} : { json: body }) });
    const { status } = answer;
    const problem = noAnswerToThat(name, answer);
    if (problem !== undefined) return problem;
    // These say that nobody read it: there is no such place, or one must sign in first.
    if ([401, 403, 404, 405].includes(status))
      return unseen(`${name}: nothing there took it in (${status}).`);
    if (status >= 400 && status < 500) return seen(`${method} ${path} refuses with ${status}`);
    return lacking(`${name}: expected a 4xx, found ${status}.`);
  });
}
