import { join } from 'node:path';
import { openArtifact } from '../../artifact/open.ts';
import { runContract } from '../../contract/run-contract.ts';
import type { Finding, Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';

/** The artifact's own contract against the configuration of the environment that it is about to enter. */
export const gate: Gate = {
  boundTo: 'configuration',
  async look(subject): Promise<Verdict> {
    const { archive, release, scratch, configuration, environment } = subject;
    const variables = Object.keys(configuration).length;
    if (variables === 0) return nothingToLookAt(environment.name);
    const into = join(scratch, 'release');
    const manifest = await openArtifact({ archive, digest: release.digest, into });
    const program = join(into, manifest.checkConfig);
    const findings = [...nodeEnvProblems(subject), ...(await runContract({ program, configuration }))];
    const facts = { environment: environment.name, variables, problems: findings.length };
    if (findings.length === 0) {
      const summary = `The contract accepts the ${variables} variables of ${environment.name}.`;
      return { kind: 'pass', reasonCode: 'passed', summary, findings, facts };
    }
    const summary = `The contract refuses ${findings.length} of ${environment.name}’s variables: ${findings.map(({ place }) => place).join(', ')}.`;
    return { kind: 'fail', reasonCode: 'configuration-invalid', summary, findings, facts };
  },
};

/** A staging that runs as development is nobody's rehearsal. */
function nodeEnvProblems({ configuration, environment }: GateSubject): Finding[] {
  if (configuration['NODE_ENV'] === environment.nodeEnv) return [];
  return [
    {
      code: 'configuration-invalid',
      place: 'NODE_ENV',
      message: `Expected NODE_ENV to be ${environment.nodeEnv} in ${environment.name}, as the policy says; it is something else.`,
      remedy: 'Set it in the environment’s configuration, or change nodeEnv in the policy.',
    },
  ];
}

function nothingToLookAt(environment: string): Verdict {
  const message = `${environment} has no configuration at all.`;
  return {
    kind: 'unproven',
    reasonCode: 'configuration-missing',
    summary: message,
    findings: [{ code: 'configuration-missing', message, remedy: `Write ${environment}.env.` }],
    facts: { environment, variables: 0 },
  };
}
