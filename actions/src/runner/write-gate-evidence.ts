import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeStatement } from '../evidence/statement.ts';
import { writeEvidence } from '../evidence/store.ts';
import { canonicalJson } from '../policy/canonical-json.ts';
import { policyHash } from '../policy/hash.ts';
import type { CommonInputs, GateReport } from './gate-action.ts';

/** Writes what a gate found about the artifact, and gives the file's path; `null` where no artifact was named. */
export async function writeGateEvidence(facts: {
  gate: string;
  inputs: CommonInputs;
  report: GateReport;
  startedAt: string;
}): Promise<string | null> {
  const { gate, inputs, report, startedAt } = facts;
  const digest = inputs['artifact-digest'];
  if (digest === undefined) return null;
  const statement = makeStatement({
    gate,
    release: { id: inputs.release, digest },
    verdict: report.verdict,
    policyHash: await demandsHash(inputs, report),
    startedAt,
    finishedAt: new Date().toISOString(),
    ...report.boundTo,
  });
  return writeEvidence({ folder: join(inputs['working-directory'], inputs.evidence), statement });
}

/** Names what was demanded: the policy, or, without one, the settings that the inputs came to. */
async function demandsHash({ policy, ...inputs }: CommonInputs, { settings }: GateReport): Promise<string> {
  if (policy !== undefined) {
    // The YAML parser is loaded where there is a policy alone.
    const { loadPolicy } = await import('../policy/load.ts');
    return policyHash(await loadPolicy(join(inputs['working-directory'], policy)));
  }
  return createHash('sha256').update(canonicalJson(settings)).digest('hex');
}
