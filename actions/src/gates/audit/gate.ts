import { configuredRegistry } from '../../advisories/registry.ts';
import { gatherFacts } from '../../audit/audit.ts';
import { SYSTEM_PATIENCE } from '../../audit/patience.ts';
import { decide } from '../../dependency-audit/decide.ts';
import { auditDemands } from '../../dependency-audit/policy-demands.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gate } from '../gate.ts';

/** Known vulnerabilities in what the repository’s lock file installs for the application. */
export const gate: Gate = {
  boundTo: 'artifact',
  async look({ repository, application, settings, note }): Promise<Verdict> {
    const demands = auditDemands({ application, gates: settings });
    const registry = await configuredRegistry({ folder: repository, variables: process.env });
    const wish = { ...demands, folder: repository, registry, patience: SYSTEM_PATIENCE, now: new Date() };
    return decide(await gatherFacts(wish, note), demands);
  },
};
