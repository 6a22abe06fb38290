import { join } from 'node:path';
import { demandsNothing, type Demands } from '../coverage/demands.ts';
import { METRICS } from '../coverage/file-coverage.ts';
import { demandsOf } from '../coverage/settings.ts';
import type { MetricDemands } from '../coverage/thresholds.ts';
import type { Whereabouts } from '../coverage/whereabouts.ts';
import { UserError } from '../errors.ts';
import type { Runner } from '../runner/runner.ts';
import type { Inputs } from './inputs.ts';

export interface Settings {
  readonly where: Whereabouts;
  readonly demands: Demands;
}

/** Inputs that say what is acceptable: with a policy these are the policy’s alone. */
const DEMANDS = [
  ...METRICS,
  'per-file',
  'globs',
  'patch',
  'ratchet',
  'allowed-drop',
  'drop-reason',
  'source',
  'exclude',
] as const;

/** `UserError` inputs-invalid, policy-invalid. */
export async function settingsOf(inputs: Inputs, variables: Runner['variables']): Promise<Settings> {
  if (inputs.policy === undefined)
    return { where: whereabouts(inputs, variables), demands: demandsIn(inputs) };
  const beside = DEMANDS.filter((name) => isGiven(inputs[name]));
  if (beside.length > 0)
    throw mistake(
      `Expected the policy alone to say what is demanded; found the inputs ${beside.join(', ')} beside it.`,
      'Remove them, or the input policy.',
    );
  const { loadPolicy } = await import('../policy/load.ts');
  const { gates, application } = await loadPolicy(join(inputs['working-directory'], inputs.policy));
  if (gates.coverage === undefined)
    throw mistake('Expected what is demanded under gates.coverage of the policy, found nothing.', 'Add it.');
  const where = whereabouts(inputs, variables);
  const folder = join(where.folder, application.workspace);
  return {
    where: { ...where, folder, base: where.base ?? gates.coverage.base },
    demands: demandsOf(gates.coverage),
  };
}

function whereabouts(inputs: Inputs, variables: Runner['variables']): Whereabouts {
  const target = variables['GITHUB_BASE_REF'] ?? '';
  return {
    folder: inputs['working-directory'],
    reportFolder: inputs['working-directory'],
    reports: inputs.report,
    format: inputs.format,
    knownBy: 'time',
    commit: inputs.commit,
    // On pull requests the platform names the branch that it goes to.
    base: inputs.base ?? (target === '' ? undefined : `origin/${target}`),
    baseReports: inputs['base-report'],
    baseCommit: inputs['base-commit'],
  };
}

function demandsIn(inputs: Inputs): Demands {
  const { 'allowed-drop': allowedDrop = 0, 'drop-reason': reason } = inputs;
  if (allowedDrop > 0 && reason === undefined)
    throw mistake(`Expected a drop-reason for the allowed-drop of ${allowedDrop}, found none.`, 'Say why.');
  if (allowedDrop > 0 && !inputs.ratchet)
    throw mistake('Expected ratchet with allowed-drop, found it switched off.', 'Set ratchet: true.');
  const demands = {
    total: totalIn(inputs),
    perFile: inputs['per-file'] ?? {},
    globs: inputs.globs.map(({ glob, demands: each = {} }) => ({ glob, demands: each })),
    patch: inputs.patch,
    ratchet: inputs.ratchet ? { allowedDrop, reason } : undefined,
    source: inputs.source,
    exclude: inputs.exclude,
  };
  if (!demandsNothing(demands)) return demands;
  throw mistake(
    'Expected something to be demanded, found nothing that could fail.',
    `Give one of ${DEMANDS.slice(0, 8).join(', ')}, or a policy.`,
  );
}

function totalIn(inputs: Inputs): MetricDemands {
  return Object.fromEntries(
    METRICS.flatMap((metric) => (inputs[metric] === undefined ? [] : [[metric, inputs[metric]]])),
  );
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function mistake(message: string, remedy: string): UserError {
  return new UserError({ code: 'inputs-invalid', message, remedy });
}
