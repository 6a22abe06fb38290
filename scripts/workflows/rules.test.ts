import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readRepository } from './read-repository.ts';
import type { Repository } from './rule.ts';
import { RULES, structuralProblems } from './rules.ts';
import { readWorkflowFile } from './workflow-file.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const repository = await readRepository(ROOT);

/** One edit of the workflows as they are, and the rule that must see it. */
interface Plant {
  readonly rule: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

const PLANTS: readonly Plant[] = [
  {
    rule: 'foreignStepsArePinned',
    file: 'pipeline',
    from: /actions\/checkout@\w{40} # v7.0.1/,
    to: 'actions/checkout@v7',
  },
  { rule: 'foreignStepsArePinned', file: 'release-pr', from: / # v5\.0\.0/, to: '' },
  {
    rule: 'foreignStepsArePinned',
    file: 'actions/setup',
    from: /actions\/setup-node@\w{40}/,
    to: 'actions/setup-node@main',
  },
  {
    rule: 'checkoutsKeepNoCredentials',
    file: 'deploy',
    from: 'persist-credentials: false',
    to: 'lfs: false',
  },
  {
    rule: 'checkoutsKeepNoCredentials',
    file: 'ci',
    from: 'persist-credentials: false',
    to: 'persist-credentials: true',
  },
  {
    rule: 'nothingIsCached',
    file: 'actions/setup',
    from: 'package-manager-cache: false',
    to: 'check-latest: false',
  },
  {
    rule: 'nothingIsCached',
    file: 'ci',
    from: 'package-manager-cache: false',
    to: 'package-manager-cache: false\n          cache: npm',
  },
  {
    rule: 'nothingIsCached',
    file: 'release',
    from: '      - uses: ./.github/actions/setup',
    to: `      - uses: ./.github/actions/setup\n      - uses: actions/cache@${'0'.repeat(40)} # v5.0.0`,
  },
  {
    rule: 'scriptsHoldNoExpressions',
    file: 'pipeline',
    from: 'echo "Approved: plan',
    to: 'echo "${{ github.actor }} approved: plan',
  },
  {
    rule: 'stepsGetEverySecret',
    file: 'deploy',
    from: '          JWT_SECRET: ${{ secrets.JWT_SECRET }}\n',
    to: '',
  },
  { rule: 'stepsGetEverySecret', file: 'rollback', from: '            JWT_SECRET\n', to: '' },
  {
    rule: 'stepsGetEverySecret',
    file: 'pipeline',
    from: '            JWT_SECRET\n',
    to: '            JWT_SECRETS\n',
  },
  { rule: 'jobsEndInTime', file: 'nightly', from: '    timeout-minutes: 20\n', to: '' },
  {
    rule: 'permissionsAreNamed',
    file: 'pipeline',
    from: '\npermissions: {}\n',
    to: '\npermissions: read-all\n',
  },
  { rule: 'permissionsAreNamed', file: 'pipeline', from: '    permissions: {}\n', to: '' },
  {
    rule: 'permissionsAreNamed',
    file: 'ci',
    from: '    permissions:\n      contents: read # to check the repository out\n',
    to: '    permissions: write-all\n',
  },
  {
    rule: 'conditionsNameEachNeed',
    file: 'pipeline',
    from: "needs.gates.result == 'success'\n      && ",
    to: '',
  },
  {
    rule: 'conditionsNameEachNeed',
    file: 'pipeline',
    from: "!cancelled() && needs.plan.result == 'success' && needs.plan",
    to: "needs.plan.result == 'success' && needs.plan",
  },
  {
    rule: 'conditionsNameEachNeed',
    file: 'rollback',
    from: "    if: ${{ !cancelled() && needs.policy.result == 'success' }}\n",
    to: '',
  },
  {
    rule: 'oneJobAsksAll',
    file: 'pipeline',
    from: 'approve, production, publish]',
    to: 'approve, production]',
  },
  { rule: 'oneJobAsksAll', file: 'ci', from: 'if: always()', to: 'if: success()' },
  {
    rule: 'oneJobAsksAll',
    file: 'rollback',
    from: 'needs: [policy, choose, approve, rollback]',
    to: './actions/read-policy',
  },
  {
    rule: 'secretsAreNeverInherited',
    file: 'pipeline',
    from: /secrets:\n(?: {6}\w+: .*\n){4}/,
    to: 'secrets: inherit\n',
  },
  {
    rule: 'callsPassEverySecret',
    file: 'pipeline',
    from: '\n      OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}',
    to: '',
  },
  {
    rule: 'callsPassEverySecret',
    file: 'pipeline',
    from: '\n      OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}',
    to: '\n      OPENAI_API_KEY: ${{ secrets.OPENAI_KEY }}',
  },
  {
    rule: 'environmentsAreThePolicys',
    file: 'pipeline',
    from: 'environment: staging',
    to: 'environment: stagin',
  },
  {
    rule: 'environmentsAreThePolicys',
    file: 'pipeline',
    from: 'name: production-approval',
    to: 'name: production-approvals',
  },
  {
    rule: 'environmentsAreThePolicys',
    file: 'pipeline',
    from: 'name: production-approval',
    to: 'name: staging-approval',
  },
  { rule: 'environmentsAreThePolicys', file: 'rollback', from: 'production]', to: 'production, produktion]' },
  {
    rule: 'environmentsAreThePolicys',
    file: 'release-pr',
    from: 'name: production\n',
    to: 'name: ${{ vars.WHERE }}\n',
  },
  {
    rule: 'jobsMakeNoDeployments',
    file: 'release-pr',
    from: 'deployment: false',
    to: 'url: https://assistant.test',
  },
  {
    rule: 'jobsMakeNoDeployments',
    file: 'pipeline',
    from: 'name: production\n      deployment: false',
    to: 'name: production',
  },
  { rule: 'deployingJobsQueue', file: 'deploy', from: 'queue: max', to: 'queue: single' },
  {
    rule: 'deployingJobsQueue',
    file: 'deploy',
    from: 'cancel-in-progress: false',
    to: 'cancel-in-progress: true',
  },
  {
    rule: 'deployingJobsQueue',
    file: 'deploy',
    from: 'group: deploy-${{ inputs.environment }}',
    to: 'group: deploy',
  },
  { rule: 'deployingJobsQueue', file: 'rollback', from: 'group: rollback-', to: 'group: deploy-' },
  {
    rule: 'approvalsHoldNoQueue',
    file: 'pipeline',
    from: '\njobs:\n',
    to: '\nconcurrency:\n  group: pipeline\n\njobs:\n',
  },
  {
    rule: 'approvalsHoldNoQueue',
    file: 'pipeline',
    from: '    permissions: {}\n',
    to: '    concurrency: approve\n    permissions: {}\n',
  },
  {
    rule: 'rollbackIsReachable',
    file: 'rollback',
    from: 'development, staging, production]',
    to: 'development, staging]',
  },
  { rule: 'rollbackIsReachable', file: 'rollback', from: "choose-only: 'false'", to: "choose-only: 'true'" },
];

test('finds nothing in the workflows as they are', () => {
  expect(repository.files.length).toBeGreaterThan(7);
  expect(structuralProblems(repository)).toEqual([]);
});

test.each(PLANTS.map((plant) => [plant.rule, plant.file, plant.to.trim() || '(taken away)', plant] as const))(
  '%s sees in %s: %s',
  async (_rule, _file, _to, plant) => {
    const rules = new Set(structuralProblems(await plantIn(repository, plant)).map(({ rule }) => rule));
    expect([...rules]).toEqual([plant.rule]);
  },
);

test('every rule has a defect that only it sees', () => {
  const planted = new Set(PLANTS.map(({ rule }) => rule));
  expect(RULES.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
});

describe('places', () => {
  test('are the lines that a reader opens', async () => {
    const plant = PLANTS.find(({ rule }) => rule === 'scriptsHoldNoExpressions')!;
    const planted = await plantIn(repository, plant);
    const [found] = structuralProblems(planted);
    const text = planted.files.find(({ path }) => path === found?.path)?.text ?? '';
    expect(text.split('\n')[found!.line - 1]).toMatch(/^ +run: \|$/);
  });
});

async function plantIn(sound: Repository, { file, from, to }: Plant): Promise<Repository> {
  const path = file.includes('/') ? `.github/${file}/action.yml` : `.github/workflows/${file}.yml`;
  const text = await readFile(join(ROOT, path), 'utf8');
  const planted = text.replace(from, () => to);
  expect(planted).not.toBe(text);
  return {
    ...sound,
    files: sound.files.map((each) => (each.path === path ? readWorkflowFile(path, planted) : each)),
  };
}
