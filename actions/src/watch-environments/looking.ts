import { messageOf, UserError } from '../errors.ts';
import type { Watched } from '../watchers/watched.ts';

/** What can't be looked at for a reason that somebody can mend is `unproven`, by that reason, and the rest is looked at. */
export async function looking(
  about: Pick<Watched, 'subject' | 'environment'>,
  look: () => Promise<Watched>,
): Promise<Watched> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, remedy } = error;
    const message = messageOf(error);
    return { ...about, kind: 'unproven', seen: message, findings: [{ code, message, remedy }] };
  }
}
