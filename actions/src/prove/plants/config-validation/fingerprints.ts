import { randomBytes } from 'node:crypto';
import { configurationHash } from '../../../configuration/environment-file.ts';
import type { Fingerprints } from '../../../configuration/parity/fingerprint-file.ts';
import { makeFingerprints } from '../../../configuration/parity/make-fingerprints.ts';
import { variablesIn } from '../../../configuration/variables.ts';
import { DECLARED, goodValues } from './workbench.ts';

/** What the run for another environment would have written. */
export function fingerprintsOf(facts: {
  key?: string;
  environment?: string;
  /** Over good values. */
  values?: Readonly<Record<string, string>>;
  artifact?: string;
}): string {
  const { key, environment = 'staging', values, artifact = null } = facts;
  const configuration = { ...goodValues(), ...values };
  const salt = randomBytes(16).toString('hex');
  const variables = variablesIn({ configuration, contract: DECLARED, secrets: [] });
  const file: Fingerprints = {
    version: 1,
    configHash: configurationHash(configuration),
    artifact,
    salt,
    ...makeFingerprints({ environment, variables, salt, key }),
  };
  return JSON.stringify(file);
}
