import type { ProbeSettings } from '../policy/checklist-settings.ts';
import type { Answer, Question } from './ask.ts';
import {
  eachOf,
  lacking,
  noAnswerToThat,
  seen,
  unseen,
  type ProbeContext,
  type ProbeResult,
} from './probe.ts';

/** Each ends a text or a number in a way that breaks, or widens, a statement that it was pasted into. */
const HOSTILE = ["tide'", "tide' OR '1'='1", 'tide"; --', '1 OR 1=1 /*', String.raw`tide\'`];
const HARMLESS = 'tide';

/** How PostgreSQL, MySQL, SQLite and their drivers complain. */
const COMPLAINTS =
  /syntax error at or near|unterminated quoted|SQLSTATE|SQL syntax|SQLITE_ERROR|pg_query|ORA-\d{5}/i;

/**
 * Hostile text is taken as harmless text is: not stumbled over, not told of, and no door that was shut opens. It can’t see
 * an injection that changes nothing in the answer.
 */
export async function sqlInjection({ ask, settings }: ProbeContext): Promise<ProbeResult> {
  const wish = settings['sql-injection'];
  if (wish === undefined)
    return unseen('The policy names no place where text from outside reaches the database.');
  const name = `${wish.method} ${wish.path}`;
  const usual = await ask(withText(wish, HARMLESS));
  const problem = noAnswerToThat(name, usual);
  if (problem !== undefined) return problem;
  if ([401, 403, 404, 405].includes(usual.status))
    return unseen(`${name}: nothing there took the text in (${usual.status}).`);
  const result = await eachOf(HOSTILE, async (text) => {
    const answer = await ask(withText(wish, text));
    return noAnswerToThat(name, answer) ?? judge(`${name} with ${wish.field}=${text}`, answer, usual);
  });
  return result.kind === 'pass' ? seen(`${name} takes ${HOSTILE.length} hostile texts as text`) : result;
}

function judge(name: string, answer: Answer, usual: Answer): ProbeResult {
  if (answer.status >= 500)
    return lacking(`${name}: expected it to be taken as text, found ${answer.status}.`);
  if (COMPLAINTS.test(answer.body)) return lacking(`${name}: the answer holds a complaint of the database.`);
  if (answer.status < 300 && usual.status >= 300)
    return lacking(`${name}: expected ${usual.status} as for harmless text, found ${answer.status}.`);
  return seen(name);
}

function withText(
  { path, method, field }: NonNullable<ProbeSettings['sql-injection']>,
  text: string,
): Question {
  if (method === 'POST') return { path, method, json: { [field]: text } };
  const join = path.includes('?') ? '&' : '?';
  return { path: `${path}${join}${encodeURIComponent(field)}=${encodeURIComponent(text)}`, method };
}
