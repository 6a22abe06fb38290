import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openArtifact } from '../../artifact/open.ts';
import type { ContractVariable, Mirrored } from '../../configuration/facts.ts';
import type { ShownConfiguration } from '../../configuration/parity/fingerprint-file.ts';
import { makeFingerprints } from '../../configuration/parity/make-fingerprints.ts';
import { variablesIn } from '../../configuration/variables.ts';
import { lookAtConfiguration } from '../../contract/look-at-configuration.ts';
import { configDemands } from '../../configuration/settings.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';

/** The configuration of the environment that the artifact is about to enter: by the artifact’s own contract, and beyond it. */
export const gate: Gate = {
  boundTo: 'configuration',
  async look(subject): Promise<Verdict> {
    const { archive, release, scratch, configuration, environment, settings } = subject;
    const into = join(scratch, 'release');
    const { checkConfig, contract } = await openArtifact({ archive, digest: release.digest, into });
    const { example, sources, demands } = configDemands(settings.config);
    return lookAtConfiguration({
      environment: environment.name,
      nodeEnv: environment.nodeEnv,
      configuration,
      named: [],
      secrets: [],
      contract: contract.variables,
      program: join(into, checkConfig),
      root: subject.repository,
      example,
      sources,
      policy: subject.policyNames,
      mirrored: mirrored(subject, contract.variables),
      elsewhere: [],
      // The pipeline gives a database to every environment, whether the application has a use for it or not.
      demands: { ...demands, alsoRead: [...demands.alsoRead, 'DATABASE_URL'] },
    });
  },
};

/** Compared here and now, under a salt that nobody keeps. */
function mirrored(subject: GateSubject, contract: readonly ContractVariable[]): Mirrored | undefined {
  const { mirrors, environment, configuration } = subject;
  if (mirrors === undefined) return undefined;
  const [salt, key] = [randomBytes(16).toString('hex'), randomBytes(32).toString('hex')];
  function shown(facts: NonNullable<GateSubject['mirrors']>): ShownConfiguration {
    const variables = variablesIn({ ...facts, contract, secrets: [] });
    return makeFingerprints({ environment: facts.environment, variables, salt, key });
  }
  return { other: shown(mirrors), own: shown({ environment: environment.name, configuration }) };
}
