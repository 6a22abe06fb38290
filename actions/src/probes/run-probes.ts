import type { ProbeName, ProbeSettings } from '../policy/checklist-settings.ts';
import type { ApplicationPolicy } from '../policy/schema.ts';
import type { Digest } from '../release/release.ts';
import { boundedAsk, Unanswered, type AskLimits } from './ask.ts';
import { authentication } from './authentication.ts';
import { backup } from './backup.ts';
import { cors } from './cors.ts';
import { domainName } from './domain-name.ts';
import { inputValidation } from './input-validation.ts';
import { monitoring } from './monitoring.ts';
import { unseen, type Probe, type ProbeContext, type ProbeResult } from './probe.ts';
import { rateLimit } from './rate-limit.ts';
import { release } from './release.ts';
import { securityHeaders } from './security-headers.ts';
import { smoke } from './smoke.ts';
import { sqlInjection } from './sql-injection.ts';
import { tls } from './tls.ts';

/** A burst for the rate limit is the longest of them; all of it ends within the time that a person waits. */
const LIMITS: AskLimits = { questions: 300, eachMs: 5000, allMs: 30_000 };

/** The rate limit comes last: what exhausts it must not turn the others away. */
const PROBES: Readonly<Record<ProbeName, Probe>> = {
  release,
  'domain-name': domainName,
  tls,
  'security-headers': securityHeaders,
  cors,
  authentication,
  'input-validation': inputValidation,
  'sql-injection': sqlInjection,
  monitoring,
  backup,
  smoke,
  'rate-limit': rateLimit,
};

export interface ProbeWish {
  readonly probes: readonly ProbeName[];
  /** `undefined`: nobody said where the environment is. */
  readonly url: URL | undefined;
  readonly settings: ProbeSettings;
  readonly smoke: ApplicationPolicy['smoke'];
  readonly digest: Digest;
  readonly limits?: AskLimits;
  readonly note?: (text: string) => void;
}

export type ProbeResults = Readonly<Partial<Record<ProbeName, ProbeResult>>>;

/** Asks the environment what is wished, one after another. */
export async function runProbes({
  probes,
  url,
  limits = LIMITS,
  note,
  ...wish
}: ProbeWish): Promise<ProbeResults> {
  const names = (Object.keys(PROBES) as ProbeName[]).filter((name) => probes.includes(name));
  const context =
    url === undefined ? undefined : { ...wish, url, ask: boundedAsk(url, limits), now: new Date() };
  const results: Partial<Record<ProbeName, ProbeResult>> = {};
  for (const name of names) {
    note?.(`Asking ${url?.origin ?? 'nobody'}: ${name}`);
    results[name] =
      context === undefined
        ? unseen('Expected the address of an environment to ask; none was given.')
        : await carefully(PROBES[name], context);
  }
  return results;
}

async function carefully(probe: Probe, context: ProbeContext): Promise<ProbeResult> {
  try {
    return await probe(context);
  } catch (error) {
    if (error instanceof Unanswered) return unseen(error.message);
    throw error;
  }
}
