import { z } from 'zod';
import { jsonOf } from './json-of.ts';
import { lacking, noAnswerToThat, seen, unseen, type ProbeContext, type ProbeResult } from './probe.ts';

const DAY_MS = 24 * 3_600_000;

/** A backup that was restored, to try it out, not long ago. One that was only made is a hope. */
export async function backup({ ask, settings, now }: ProbeContext): Promise<ProbeResult> {
  if (settings.backup === undefined) return unseen('The policy names no place that tells of backups.');
  const { path, field, days } = settings.backup;
  const name = `GET ${path}`;
  const answer = await ask({ path });
  if (answer.status !== 200)
    return noAnswerToThat(name, answer) ?? lacking(`${name}: expected 200, found ${answer.status}.`);
  const schema = z.object({ [field]: z.iso.datetime({ offset: true }) });
  const parsed = schema.safeParse(jsonOf(answer));
  if (!parsed.success) return lacking(`${name}: expected JSON with the time ${field}; it has none.`);
  const at = Date.parse(parsed.data[field] ?? '');
  const age = now.getTime() - at;
  if (age < -DAY_MS) return lacking(`${name}: ${field} is in the future.`);
  if (age > days * DAY_MS)
    return lacking(
      `${name}: expected a restore within ${days} days, found the last one ${Math.floor(age / DAY_MS)} days ago.`,
    );
  return seen(`a backup was restored on ${new Date(at).toISOString().slice(0, 10)}`);
}
