import { configurationHash } from '../../configuration/environment-file.ts';
import { UserError } from '../../errors.ts';
import { bindingOf } from '../../evidence/bindings.ts';
import { readEvidence, type FoundEvidence } from '../../evidence/store.ts';
import { writeVerificationSummary } from '../../evidence/verification-summary.ts';
import type { ChecklistPolicy } from '../../policy/checklist-settings.ts';
import { decideChecklist } from '../../pre-deployment/decide.ts';
import { evidenceJudge, type EvidenceTarget } from '../../pre-deployment/gate-evidence.ts';
import { inputsOf, probesIn } from '../../pre-deployment/looked-at.ts';
import type { PersonAnswers } from '../../pre-deployment/person-answer.ts';
import { runProbes } from '../../probes/run-probes.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';
import { answersHere } from './answers-here.ts';

/**
 * The pre-deployment checklist right before a deployment: by the evidence of the gates before, by the stage, and by persons.
 * These tick on GitHub; on one machine whoever approves answers.
 */
export const gate: Gate = {
  boundTo: bindingOf('checklist'),
  asks: true,
  async look(subject): Promise<Verdict> {
    const { release, environment, policyHash, evidence: folder, local } = subject;
    const checklist = settingsOf(subject);
    const target = targetOf(subject);
    const statements = await readEvidence({ folder, digest: release.digest });
    const notApplicable = new Map(local.checklist.notApplicable.map(({ item, reason }) => [item, reason]));
    const { verdict } = decideChecklist({
      environment: environment.name,
      groups: checklist.groups,
      evidenceOf: evidenceJudge(statements, target, local.tolerates),
      probes: await runProbes({
        probes: probesIn(checklist, notApplicable),
        url: subject.stage?.url,
        settings: checklist.probes,
        smoke: subject.application.smoke,
        digest: release.digest,
        note: subject.note,
      }),
      answers: await answersOf(subject, checklist, statements),
      notApplicable,
      links: { evidence: null, probes: null },
    });
    await writeVerificationSummary(folder, {
      release,
      environment: environment.name,
      verdict: verdict.kind,
      policy: { uri: '.github/tidegate.yml', hash: policyHash },
      inputs: inputsOf(checklist, statements, environment.name),
      resourceUri: `tidegate:deployments/${environment.name}`,
      at: new Date().toISOString(),
    });
    return verdict;
  },
};

async function answersOf(
  subject: GateSubject,
  checklist: ChecklistPolicy,
  statements: readonly FoundEvidence[],
): Promise<PersonAnswers> {
  const { ticks, environment, release } = subject;
  if (ticks === undefined) return answersHere(subject, checklist, statements);
  const items = checklist.groups.flatMap((group) => group.items);
  return ticks.answersFor({ items, environment: environment.name, commit: release.commit });
}

function settingsOf({ settings }: GateSubject): ChecklistPolicy {
  if (settings.checklist !== undefined) return settings.checklist;
  throw new UserError({
    code: 'policy-invalid',
    message: 'Expected the checklist’s items under gates.checklist of the policy; there is nothing.',
    remedy: 'Add them, or take the gate out of the environment’s gates.',
  });
}

function targetOf({ release, environment, policyHash, configuration, live }: GateSubject): EvidenceTarget {
  return {
    digest: release.digest,
    environment: environment.name,
    policyHash,
    configHash: configurationHash(configuration),
    replaces: live?.digest ?? null,
  };
}
