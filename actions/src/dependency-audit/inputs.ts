import { join } from 'node:path';
import { z } from 'zod';
import { SEVERITIES } from '../advisories/severity.ts';
import { UserError } from '../errors.ts';
import { booleanInput, COMMON_INPUTS } from '../runner/inputs.ts';
import type { Runner } from '../runner/runner.ts';
import type { Demands } from './demands.ts';

export const inputs = z.strictObject({
  ...COMMON_INPUTS,
  lockfile: z.string().optional(),
  level: z.enum(SEVERITIES, { error: `expected one of ${SEVERITIES.join(', ')}` }).optional(),
  scope: z.enum(['production', 'all'], { error: 'expected production or all' }).optional(),
  workspace: z.string().optional(),
  'new-only': booleanInput(),
  base: z.string().regex(/^[^-]/, 'expected a branch or a commit').optional(),
  exceptions: z.string().optional(),
  registry: z.string().optional(),
  sarif: z.string().optional(),
  osv: z.string().optional(),
});

export type Inputs = z.output<typeof inputs>;

const DEMANDS = ['level', 'scope', 'workspace', 'exceptions'] as const;

/** The policy’s demands, or the inputs’: whatever is not said is the strictest. */
export async function demandsOf(given: Inputs, variables: Runner['variables']): Promise<Demands> {
  const base = baseOf(given, variables);
  if (given.policy !== undefined) return fromPolicy(given, given.policy, base);
  const { level = 'info', scope = 'all', workspace, exceptions } = given;
  return { level, scope: { kind: scope, workspace }, exceptions, base };
}

async function fromPolicy(given: Inputs, policy: string, base: string | undefined): Promise<Demands> {
  const doubled = DEMANDS.filter((name) => given[name] !== undefined);
  if (given['new-only'])
    throw invalid('new-only', 'a policy looks at everything', 'Leave one of the two out.');
  if (doubled.length > 0)
    throw invalid(doubled.join(', '), 'the policy says that already', 'Leave it to the policy.');
  const { loadPolicy } = await import('../policy/load.ts');
  const { auditDemands } = await import('./policy-demands.ts');
  return { ...auditDemands(await loadPolicy(join(given['working-directory'], policy))), base };
}

/** On a pull request the branch that it goes to is the base. */
function baseOf(given: Inputs, variables: Runner['variables']): string | undefined {
  if (!given['new-only']) return undefined;
  const target = variables['GITHUB_BASE_REF'] ?? '';
  const base = given.base ?? (target === '' ? undefined : `origin/${target}`);
  if (base !== undefined) return base;
  throw invalid('base', 'new-only compares with something', 'Name it, such as origin/main.');
}

function invalid(name: string, why: string, remedy: string): UserError {
  return new UserError({ code: 'inputs-invalid', message: `${name}: ${why}.`, remedy });
}
