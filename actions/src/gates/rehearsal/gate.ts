import type { Rehearsal } from '../../deployment/rehearse.ts';
import type { Finding, JsonValue, Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';

/** Fewer requests than this say little about a moment as short as a switch. */
const LEAST_REQUESTS = 50;
/** Forward, back, and forward again. */
const PARTS = 3;

const ALIKE = 'Let the environment before be as this one is, and run the command again.';
const LONGER = 'Lengthen deployment.rehearseFor, and run the command again.';

/**
 * The revert that this promotion might need, tried out beforehand with the same two artifacts: forward, back and forward
 * again in the environment before, under traffic.
 */
export const gate: Gate = {
  boundTo: 'pair',
  async look(subject): Promise<Verdict> {
    const { live, rehearsal, release, application } = subject;
    if (live === null) return passed('Nothing serves there yet, so there is nothing to revert to.', {});
    if (live.digest === release.digest)
      return passed('This release serves there already: a revert would change no code.', {});
    if (rehearsal === undefined)
      return unproven('There is no environment before this one to rehearse the revert in.');
    const otherKinds = differentKinds(subject, rehearsal.variables);
    if (otherKinds !== undefined) return unproven(otherKinds);
    subject.note(`${release.id} → ${live.id} → ${release.id} in ${rehearsal.environment}, under traffic`);
    return judge(await rehearsal.rehearse(live), {
      from: live.id,
      environment: rehearsal.environment,
      writes: application.rehearsal.traffic.length,
    });
  },
};

function judge(rehearsal: Rehearsal, promised: Promised): Verdict {
  const { asked, failed, parts, problems } = rehearsal;
  const { from, environment, writes } = promised;
  const facts = { from, environment, asked, failed, parts: parts.map(countsOf) };
  const [first] = problems;
  if (first !== undefined) {
    const remedy = 'Mend the release so that both run on the same database, and ship it anew.';
    const findings = problems.map((message): Finding => ({ code: 'rehearsal-failed', message, remedy }));
    return { kind: 'fail', reasonCode: 'rehearsal-failed', summary: first, findings, facts };
  }
  const tooLittle = whatWasNotLookedAt(rehearsal, writes);
  if (tooLittle !== undefined) return unproven(tooLittle, { facts, remedy: LONGER });
  const written = parts.reduce((sum, part) => sum + part.writes.asked, 0);
  const of = writes === 0 ? 'the policy names none that write' : `${written} of them may write`;
  return passed(`Back to ${from} and forth again: none of ${asked} requests failed; ${of}.`, facts);
}

interface Promised {
  readonly from: string;
  readonly environment: string;
  /** How many requests the policy names that may write. */
  readonly writes: number;
}

/** Each release must have read, and have written what the other one read; that nothing failed says nothing otherwise. */
function whatWasNotLookedAt({ asked, parts }: Rehearsal, writes: number): string | undefined {
  if (asked < LEAST_REQUESTS)
    return `Expected at least ${LEAST_REQUESTS} requests in the rehearsal; there were ${asked}.`;
  if (parts.length < PARTS) return `Expected ${PARTS} parts of the rehearsal; there were ${parts.length}.`;
  for (const [index, part] of parts.entries()) {
    const missing = kindsIn(writes).find((kind) => part[kind].asked - part[kind].failed < 1);
    if (missing !== undefined)
      return `Expected ${part.release} to answer ${missing} while it alone served (part ${index + 1} of ${PARTS}); it answered none.`;
  }
  return undefined;
}

function kindsIn(writes: number): readonly ('reads' | 'writes')[] {
  return writes === 0 ? ['reads'] : ['reads', 'writes'];
}

function countsOf({ release, reads, writes }: Rehearsal['parts'][number]): JsonValue {
  return { release, reads: { ...reads }, writes: { ...writes } };
}

/** A configuration with other variables is another release, as far as a revert is concerned. */
function differentKinds(
  { configuration, environment }: GateSubject,
  there: readonly string[],
): string | undefined {
  const here = Object.keys(configuration);
  const names = [...new Set([...here, ...there])].filter(
    (name) => here.includes(name) !== there.includes(name),
  );
  if (names.length === 0) return undefined;
  return `${environment.name} is configured with other variables than the environment before it: ${names.sort().join(', ')}.`;
}

function passed(summary: string, facts: Verdict['facts']): Verdict {
  return { kind: 'pass', reasonCode: 'passed', summary, findings: [], facts };
}

function unproven(
  summary: string,
  { facts = {}, remedy = ALIKE }: { facts?: Verdict['facts']; remedy?: string } = {},
): Verdict {
  const findings: Finding[] = [{ code: 'rehearsal-impossible', message: summary, remedy }];
  return { kind: 'unproven', reasonCode: 'rehearsal-impossible', summary, findings, facts };
}
