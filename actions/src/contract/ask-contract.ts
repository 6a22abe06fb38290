import { readContract } from '../artifact/contract.ts';
import type { ConfigurationContract } from '../artifact/manifest.ts';
import type { Configuration } from '../configuration/environment-file.ts';
import { redactor } from '../configuration/secret-forms.ts';
import type { Variable } from '../configuration/variables.ts';
import { UserError } from '../errors.ts';
import type { Finding } from '../verdict/verdict.ts';
import { runContract } from './run-contract.ts';

/** What `node <program> --contract` declares. `UserError` build-incomplete where it declares nothing that can be read. */
export async function declaredVariables(program: string): Promise<ConfigurationContract['variables']> {
  try {
    return (await readContract(program)).variables;
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const { message, remedy } = cause;
    throw new UserError({ code: 'build-incomplete', message, remedy, cause });
  }
}

/** Kinds whose values are words of the contract’s own messages. */
const OPEN_KINDS = ['choice', 'boolean', 'integer', 'number', 'port', 'duration', 'host'];

/**
 * What the contract refuses of the configuration. It promises to tell no value; nobody takes its word for it: every
 * value, in every form, is taken out of what it says.
 */
export async function refusedByContract(wish: {
  program: string;
  configuration: Configuration;
  variables: readonly Variable[];
}): Promise<readonly Finding[]> {
  const { program, configuration, variables } = wish;
  const closed = variables.filter(({ isSecret, kind }) => isSecret || !OPEN_KINDS.includes(kind));
  const redact = redactor(closed.map(({ value }) => value));
  const findings = await runContract({ program, configuration });
  return findings.map((finding) => ({
    ...finding,
    message: redact(finding.message),
    ...(finding.remedy === undefined ? {} : { remedy: redact(finding.remedy) }),
    ...(finding.place === undefined ? {} : { place: redact(finding.place) }),
  }));
}
