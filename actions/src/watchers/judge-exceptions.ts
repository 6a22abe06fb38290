import type { ReadException } from '../audit/exception.ts';
import { judged, type Watched } from './watched.ts';

/** Time enough to mend it, or to agree on another date. */
export const WARNS_DAYS = 14;

const DAY_MS = 86_400_000;

/** Names the exceptions of the audit that end within `WARNS_DAYS`: the gate goes red on the day after. */
export function judgeExceptions(exceptions: readonly ReadException[], now: Date): Watched {
  const until = new Date(now.getTime() + WARNS_DAYS * DAY_MS).toISOString().slice(0, 10);
  const about = {
    subject: 'exceptions',
    environment: '',
    seen: `${exceptions.length} exceptions of the audit, none of which ends within ${WARNS_DAYS} days.`,
  };
  if (exceptions.length === 0) return { ...about, kind: 'nothing', seen: 'There are none.', findings: [] };
  return judged(
    about,
    exceptions
      .filter(({ expires }) => expires <= until)
      .map(({ advisory, package: name, owner, expires, place }) => ({
        code: 'exception-expiring' as const,
        place,
        message: `The exception for ${advisory} of ${name} ends on ${expires}; ${owner} answers for it.`,
        remedy: 'Update the package, or look at it anew and agree on another date.',
      })),
  );
}
