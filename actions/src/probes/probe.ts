import type { ProbeSettings } from '../policy/checklist-settings.ts';
import type { ApplicationPolicy } from '../policy/schema.ts';
import type { Digest } from '../release/release.ts';
import type { Answer, Ask } from './ask.ts';

/** What a probe may look at. */
export interface ProbeContext {
  readonly ask: Ask;
  readonly url: URL;
  readonly settings: ProbeSettings;
  readonly smoke: ApplicationPolicy['smoke'];
  /** The artifact that should serve there. */
  readonly digest: Digest;
  readonly now: Date;
}

/** `said`: what was seen, or expected and found, in one line. */
export interface ProbeResult {
  readonly kind: 'pass' | 'fail' | 'unproven';
  readonly said: string;
}

export type Probe = (context: ProbeContext) => Promise<ProbeResult>;

export function seen(said: string): ProbeResult {
  return { kind: 'pass', said };
}

export function lacking(said: string): ProbeResult {
  return { kind: 'fail', said };
}

export function unseen(said: string): ProbeResult {
  return { kind: 'unproven', said };
}

/** An answer that says nothing about what was asked: the rate limit's, or that of something that is down. */
export function noAnswerToThat(name: string, { status }: Answer): ProbeResult | undefined {
  if (status === 429) return unseen(`${name}: turned away by the rate limit (429).`);
  if ([502, 503, 504].includes(status)) return unseen(`${name}: the service is not there (${status}).`);
  return undefined;
}

/** The first that is not a pass, or the pass of them all. */
export async function eachOf<Case>(
  cases: readonly Case[],
  look: (one: Case) => Promise<ProbeResult>,
): Promise<ProbeResult> {
  const said: string[] = [];
  for (const one of cases) {
    const result = await look(one);
    if (result.kind !== 'pass') return result;
    said.push(result.said);
  }
  return said.length === 0 ? unseen('There was nothing to ask.') : seen([...new Set(said)].join(' · '));
}
