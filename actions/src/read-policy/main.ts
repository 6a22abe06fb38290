import { join } from 'node:path';
import { loadPolicy } from '../policy/load.ts';
import { mergedReleases } from '../release-pull/merged-releases.ts';
import { done } from '../runner/done.ts';
import { jobOf } from '../runner/job.ts';
import type { TaskAction } from '../runner/task-action.ts';
import { gateGroups, targetsOf } from './decide.ts';
import { assertEachHasAJob } from './has-a-job.ts';
import { inputs, type Inputs } from './inputs.ts';

/** What a workflow must know of the policy before its first job that does anything: YAML decides nothing. */
export const action: TaskAction<Inputs> = {
  name: 'read-policy',
  inputs,
  outputs: ['runs-on', 'environments', 'gates', 'targets', 'is-release', 'attestations', 'approvals'],
  async perform(given, runner) {
    runner.mask(given.token);
    const { api, repository, commit, workspace } = jobOf(runner);
    const policy = await loadPolicy(join(workspace, given.policy));
    if (given.environments !== undefined) assertEachHasAJob(policy, given.environments, given.policy);
    const about = given.commit ?? commit;
    const place = { base: api, token: given.token, repository };
    const release = (await mergedReleases(place, { commit: about, checkout: workspace })).length > 0;
    const targets = targetsOf(policy, release);
    const left = policy.environments.map(({ name }) => name).filter((name) => !targets.includes(name));
    return done({
      summary: [
        `This commit goes to ${targets.length === 0 ? 'no environment' : targets.join(', ')}.`,
        left.length === 0 ? '' : ` Only releases go to ${left.join(', ')}.`,
      ].join(''),
      outputs: {
        'runs-on': JSON.stringify(policy.github.host.runsOn),
        environments: JSON.stringify(policy.environments.map(({ name }) => name)),
        gates: JSON.stringify(gateGroups(policy, given.policy)),
        targets: JSON.stringify(targets),
        'is-release': String(release),
        attestations: policy.github.attestations,
        approvals: JSON.stringify(
          policy.environments.filter(({ approval }) => approval).map(({ name }) => name),
        ),
      },
    });
  },
};
