import type { Answer, Question } from './ask.ts';
import { lacking, noAnswerToThat, seen, unseen, type ProbeContext, type ProbeResult } from './probe.ts';

/** .invalid belongs to nobody (RFC 6761), and a sandboxed frame calls itself null. */
const FOREIGN = ['https://foreign.invalid', 'null'];

/** No foreign page may read answers; the one that the policy names may. */
export async function cors({ ask, settings }: ProbeContext): Promise<ProbeResult> {
  if (settings.cors === undefined) return unseen('The policy names no path that other origins would call.');
  const { path, allowed } = settings.cors;
  for (const origin of FOREIGN) {
    const questions: Question[] = [preflight(path, origin), { path, headers: { origin } }];
    for (const question of questions) {
      const answer = await ask(question);
      const name = `${question.method ?? 'GET'} ${path} from ${origin}`;
      const problem = noAnswerToThat(name, answer) ?? allows(name, answer, origin);
      if (problem !== undefined) return problem;
      if (answer.status === 404) return unseen(`${name}: nothing is there (404).`);
    }
  }
  if (allowed === undefined) return seen(`${path} is closed to foreign origins`);
  const { origin } = new URL(allowed);
  const found = (await ask(preflight(path, origin))).headers['access-control-allow-origin'];
  if (found === origin) return seen(`${path} is open to ${origin} alone`);
  return lacking(`OPTIONS ${path} from ${origin}: expected it to be allowed, found ${found ?? 'nothing'}.`);
}

function preflight(path: string, origin: string): Question {
  return { path, method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };
}

function allows(name: string, { headers }: Answer, origin: string): ProbeResult | undefined {
  const found = headers['access-control-allow-origin'];
  if (found !== '*' && found !== origin) return undefined;
  return lacking(`${name}: expected no Access-Control-Allow-Origin, found ${found}.`);
}
