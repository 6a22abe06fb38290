import { configurationHash } from '../configuration/environment-file.ts';
import { variablesIn } from '../configuration/variables.ts';
import { lookAtConfiguration } from '../contract/look-at-configuration.ts';
import type { GateAction, GateReport } from '../runner/gate-action.ts';
import type { Runner } from '../runner/runner.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { contractOf, type Contract } from './contract.ts';
import { gatherConfiguration, type Gathered } from './gather.ts';
import { inputs, type Inputs } from './inputs.ts';
import { maskNamedSecrets, maskSecrets } from './masks.ts';
import { fingerprintKey, mirroredEnvironment, writeFingerprints } from './parity.ts';
import { reportOf } from './report.ts';
import { runningFindings } from './running.ts';
import { settingsOf, type Settings } from './settings.ts';

/** The configuration that an artifact is about to meet, looked at by the artifact’s own contract and beyond it. */
export const action: GateAction<Inputs> = {
  name: 'config-validation',
  gate: 'config',
  inputs,
  outputs: ['config-hash', 'fingerprints'],
  async look(given, runner): Promise<GateReport> {
    maskNamedSecrets(given, runner);
    const settings = await settingsOf(given);
    const contract = await contractOf(given, runner.variables['RUNNER_TEMP']);
    try {
      return await lookBy(contract, { given, settings, runner });
    } finally {
      await contract.close();
    }
  },
};

interface Step {
  readonly given: Inputs;
  readonly settings: Settings;
  readonly runner: Runner;
}

async function lookBy(contract: Contract, step: Step): Promise<GateReport> {
  const { given, settings, runner } = step;
  const gathered = await gatherConfiguration(given, {
    open: settings.open,
    contract: contract.variables,
    variables: runner.variables,
  });
  const { configuration } = gathered;
  const variables = variablesIn({ configuration, contract: contract.variables, secrets: given.secrets });
  maskSecrets(variables, runner);
  const own = { configuration, variables, key: fingerprintKey(given, runner.variables) };
  const configHash = configurationHash(configuration);
  const unreadable = unreadableVerdict(given, gathered);
  const verdict = unreadable ?? (await judge(contract, { ...step, gathered, configHash, own }));
  const fingerprints = unreadable === undefined ? await writeFingerprints(given, own) : undefined;
  return reportOf({ given, settings, gathered, verdict, configHash, fingerprints });
}

async function judge(
  contract: Contract,
  facts: Step & { gathered: Gathered; configHash: string; own: Parameters<typeof mirroredEnvironment>[1] },
): Promise<Verdict> {
  const { given, settings, gathered, configHash, own } = facts;
  const running =
    given.url === undefined
      ? []
      : await runningFindings(given.url, { configHash, digest: given['artifact-digest'] });
  return lookAtConfiguration({
    environment: given.environment,
    nodeEnv: settings.nodeEnv,
    configuration: gathered.configuration,
    named: [...given.variables, ...given.secrets],
    secrets: given.secrets,
    contract: contract.variables,
    program: contract.program,
    root: given['working-directory'],
    example: settings.example,
    sources: settings.sources,
    policy: settings.policyNames,
    mirrored: await mirroredEnvironment(given, own, settings.mirrors),
    elsewhere: [...gathered.mistakes, ...running],
    demands: settings.demands,
  });
}

/** A line that is read wrongly makes nonsense of all that would be found about its variables. */
function unreadableVerdict({ environment }: Inputs, { mistakes }: Gathered): Verdict | undefined {
  const count = mistakes.filter(({ code }) => code === 'configuration-unreadable').length;
  if (count === 0) return undefined;
  return {
    kind: 'unproven',
    reasonCode: 'configuration-unreadable',
    summary: `${count} ${count === 1 ? 'line' : 'lines'} of ${environment}’s configuration can’t be read for sure.`,
    findings: mistakes,
    facts: { environment },
  };
}
