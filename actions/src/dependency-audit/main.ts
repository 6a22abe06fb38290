import { join } from 'node:path';
import { configuredRegistry } from '../advisories/registry.ts';
import { gatherFacts } from '../audit/audit.ts';
import { SYSTEM_PATIENCE } from '../audit/patience.ts';
import type { GateAction } from '../runner/gate-action.ts';
import { decide } from './decide.ts';
import { demandsOf, inputs, type Inputs } from './inputs.ts';
import { annotationsOf, summaryParts } from './report.ts';
import { removeSarif, writeSarif } from './write-sarif.ts';

export const action: GateAction<Inputs> = {
  name: 'dependency-audit',
  gate: 'audit',
  inputs,
  outputs: ['vulnerable', 'sarif'],
  async look(given, runner) {
    const folder = given['working-directory'];
    const sarif = given.sarif === undefined ? undefined : join(folder, given.sarif);
    await removeSarif(sarif);
    const demands = await demandsOf(given, runner.variables);
    const { variables } = runner;
    const registry = await configuredRegistry({ folder, variables, given: given.registry });
    for (const secret of registry.secrets) runner.mask(secret);
    const facts = await gatherFacts(
      {
        ...demands,
        folder,
        lockfile: given.lockfile,
        osv: given.osv,
        registry,
        patience: SYSTEM_PATIENCE,
        now: new Date(),
      },
      (line) => {
        runner.say(line);
      },
    );
    const verdict = decide(facts, demands);
    const written = await writeSarif(sarif, facts, verdict);
    const { level, scope, exceptions, base } = demands;
    return {
      verdict,
      parts: summaryParts(facts),
      annotations: annotationsOf(verdict),
      settings: {
        level,
        scope: scope.kind,
        workspace: scope.workspace ?? null,
        exceptions: exceptions ?? null,
        newOnly: base !== undefined,
      },
      outputs: {
        vulnerable: String(
          verdict.findings.filter(({ code }) => ['vulnerable', 'malware-found'].includes(code)).length,
        ),
        sarif: written ? (given.sarif ?? '') : '',
      },
    };
  },
};
