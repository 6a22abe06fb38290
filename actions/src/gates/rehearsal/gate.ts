import type { Rehearsal } from '../../deployment/rehearse.ts';
import type { Finding, Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';

/** Fewer requests than this say little about a moment as short as a switch. */
const LEAST_REQUESTS = 50;

/**
 * The revert that this promotion might need, tried out beforehand with the same two artifacts: forward, back and forward
 * again in the environment before, under traffic.
 */
export const gate: Gate = {
  boundTo: 'pair',
  async look(subject): Promise<Verdict> {
    const { live, rehearsal, release } = subject;
    if (live === null) return passed('Nothing serves there yet, so there is nothing to revert to.', {});
    if (live.digest === release.digest)
      return passed('This release serves there already: a revert would change no code.', {});
    if (rehearsal === undefined)
      return unproven('There is no environment before this one to rehearse the revert in.');
    const otherKinds = differentKinds(subject, rehearsal.variables);
    if (otherKinds !== undefined) return unproven(otherKinds);
    subject.note(`${release.id} → ${live.id} → ${release.id} in ${rehearsal.environment}, under traffic`);
    return judge(await rehearsal.rehearse(live), { from: live.id, environment: rehearsal.environment });
  },
};

function judge(
  { asked, failed, problems }: Rehearsal,
  facts: { from: string; environment: string },
): Verdict {
  const measured = { ...facts, asked, failed };
  const [first] = problems;
  if (first !== undefined) {
    const remedy = 'Mend the release so that both run on the same database, and ship it anew.';
    const findings = problems.map((message): Finding => ({ code: 'rehearsal-failed', message, remedy }));
    return { kind: 'fail', reasonCode: 'rehearsal-failed', summary: first, findings, facts: measured };
  }
  if (asked < LEAST_REQUESTS) {
    return unproven(
      `Expected at least ${LEAST_REQUESTS} requests in the rehearsal; there were ${asked}.`,
      measured,
    );
  }
  return passed(`Back to ${facts.from} and forth again: none of ${asked} requests failed.`, measured);
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

function unproven(summary: string, facts: Verdict['facts'] = {}): Verdict {
  const remedy = 'Let the environment before be as this one is, and run the command again.';
  const findings: Finding[] = [{ code: 'rehearsal-impossible', message: summary, remedy }];
  return { kind: 'unproven', reasonCode: 'rehearsal-impossible', summary, findings, facts };
}
