import { join } from 'node:path';
import { readEvidence } from '../evidence/store.ts';
import { writeVerificationSummary } from '../evidence/verification-summary.ts';
import { decideChecklist } from '../pre-deployment/decide.ts';
import { evidenceJudge } from '../pre-deployment/gate-evidence.ts';
import { inputsOf, probesIn } from '../pre-deployment/looked-at.ts';
import { runProbes } from '../probes/run-probes.ts';
import type { GateReport } from '../runner/gate-action.ts';
import type { Runner } from '../runner/runner.ts';
import { readEvent, pullRequestOf } from '../thread/event.ts';
import { gatherThread } from '../thread/gather-thread.ts';
import { githubOf, placesOf } from './github-of.ts';
import { partsOfRelease, type ChecklistInputs } from './inputs.ts';
import { putComment } from './put-comment.ts';
import { report } from './report.ts';
import { readSettings } from './settings.ts';
import { targetOf } from './target.ts';

/** Reads what proves each item, decides over all of them anew, and tells it: in the comment, and beside the evidence. */
export async function hold(given: ChecklistInputs, runner: Runner): Promise<GateReport> {
  for (const secret of [given.token, given['seal-key']]) if (secret !== undefined) runner.mask(secret);
  const { checklist, policy, policyHash } = await readSettings(given);
  const { environment, 'artifact-digest': digest, release } = given;
  const event = await readEvent(runner);
  const places = placesOf(runner);
  const folder = join(given['working-directory'], given.evidence);
  const statements = await readEvidence({ folder, digest });
  const target = targetOf(statements, { digest, environment, policyHash });
  const github = githubOf(given, runner);
  const number = given['pull-request'] ?? pullRequestOf(event);
  const thread = await gatherThread({
    github,
    repository: places.repository,
    number,
    environment,
    items: checklist.groups.flatMap(({ items }) => items),
    event,
    commentAuthor: given['comment-author'],
    key: given['seal-key'] ?? '',
    builtFrom: partsOfRelease(release).commit,
    commits: places.commits,
  });
  const decided = decideChecklist({
    environment,
    groups: checklist.groups,
    evidenceOf: evidenceJudge(statements, target, []),
    probes: await runProbes({
      probes: probesIn(checklist),
      url: given.url,
      settings: checklist.probes,
      smoke: policy.application.smoke,
      digest,
      note: (text) => {
        runner.say(text);
      },
    }),
    answers: thread.answers,
    notApplicable: new Map(),
    links: { evidence: places.run, probes: given.url?.href ?? null },
  });
  const comment = await putComment({
    github,
    number,
    thread,
    decided,
    environment,
    release: { id: release, digest },
    run: places.run,
  });
  const summary = await writeVerificationSummary(folder, {
    release: { id: release, digest },
    environment,
    verdict: decided.verdict.kind,
    policy: { uri: given.policy, hash: policyHash },
    inputs: inputsOf(checklist, statements, environment),
    resourceUri: `${places.home}/deployments/${environment}`,
    at: new Date().toISOString(),
  });
  return report({ decided, thread, comment, summary, target });
}
