import { systemClock } from '../ports/clock.ts';
import { call, once, refused, type Api, type Call, type Reply } from './rest.ts';

/** Pauses before it is looked whether a write took effect, and only then tried again. */
const PAUSES_MS = [500, 1000, 2000];

/**
 * A write that must be done, and not twice: where the answer was lost, `find` looks for what it would have made before
 * another try, which waits as long as GitHub asks for. Gives the answer, or what was found. `UserError` github-refused,
 * github-unreachable.
 */
export async function onceOnly<Found>(
  api: Api,
  wish: Call,
  find: () => Promise<Found | undefined>,
): Promise<{ readonly reply: Reply } | { readonly found: Found }> {
  const clock = api.clock ?? systemClock;
  for (const pause of PAUSES_MS) {
    const answer = await once(api, wish);
    if (answer.kind === 'reply') return { reply: answer.reply };
    if (answer.kind === 'refused') throw refused(api, wish, answer.said);
    await clock.sleep(Math.max(pause, answer.patienceMs));
    const found = await find();
    if (found !== undefined) return { found };
  }
  return { reply: await call(api, wish) };
}
