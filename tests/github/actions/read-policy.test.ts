import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { stringify } from 'yaml';
import type { StepEnding } from '../../../actions/src/prove/run-step.ts';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { shopPolicy, type ShopWish } from '../scenarios/shop-policy.ts';
import { openGitHub, type FakeGitHub } from '../server/open-github.ts';
import { stepOn } from './step.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
let github: FakeGitHub;
let begin: string;

beforeAll(async () => {
  github = await openGitHub();
  begin = github.addCommit({ branch: 'main' });
});

afterAll(() => github.close());

async function readPolicy(commit: string, wish: ShopWish = {}, token = readToken()): Promise<StepEnding> {
  const workspace = await temporaryFolder();
  await mkdir(join(workspace, '.github'));
  await writeFile(
    join(workspace, '.github/tidegate.yml'),
    stringify(shopPolicy(wish), { aliasDuplicateObjects: false }),
  );
  return stepOn({ action: 'read-policy', github, workspace, commit, inputs: { token } });
}

function readToken(): string {
  return github.tokenFor({ permissions: { contents: 'read', 'pull-requests': 'read' } });
}

let count = 0;

async function merged(label: string): Promise<string> {
  count += 1;
  const headSha = github.addCommit({ parents: [begin], files: { [`file-${count}`]: '1' } });
  await github.state.git.setRef(`refs/heads/${headSha.slice(0, 7)}`, headSha);
  const pull = await github.addPull({
    title: 'Release',
    head: headSha.slice(0, 7),
    headSha,
    base: 'main',
    labels: [label],
    by: 'ann',
  });
  return github.mergePull(pull, 'ann');
}

const RELEASES = { production: { from: 'releases' } } as const;

describe('where a commit goes', () => {
  it('is everywhere, where every push does', async () => {
    const { exitCode, outputs } = await readPolicy(begin);
    expect([exitCode, outputs['outcome'], outputs['is-release']]).toEqual([0, 'done', 'false']);
    expect(JSON.parse(outputs['targets'] ?? '')).toEqual(['development', 'staging', 'production']);
    expect(JSON.parse(outputs['gates'] ?? '')).toEqual(['build', 'tests coverage']);
    expect(JSON.parse(outputs['runs-on'] ?? '')).toEqual(['ubuntu-24.04']);
    expect(JSON.parse(outputs['approvals'] ?? '')).toEqual(['production']);
  });

  it.each([
    ['autorelease: pending', 'true', 3],
    ['autorelease: tagged', 'true', 3],
    ['dependencies', 'false', 2],
  ])('is production only by a release PR: %s', async (label, release, targets) => {
    const { outputs } = await readPolicy(await merged(label), RELEASES);
    expect(outputs['is-release']).toBe(release);
    expect(JSON.parse(outputs['targets'] ?? '')).toHaveLength(targets);
  });

  it('is no release for a commit that a release PR merely holds', async () => {
    const merge = await merged('autorelease: pending');
    const { parents = [] } = (await github.state.git.commit(merge)) ?? {};
    for (const parent of parents)
      expect((await readPolicy(parent, RELEASES)).outputs['is-release']).toBe('false');
  });
});

describe('what keeps it from knowing', () => {
  it('is refused, and never taken for a plain push', async () => {
    const blind = github.tokenFor({ permissions: { issues: 'read' } });
    const { exitCode, outputs } = await readPolicy(begin, RELEASES, blind);
    expect([exitCode, outputs['reason-code'], outputs['targets'] ?? '']).toEqual([3, 'github-refused', '']);
    const outage = github.outage({ kind: 502, match: /\/pulls/ });
    try {
      expect((await readPolicy(begin, RELEASES)).outputs['reason-code']).toBe('github-unreachable');
    } finally {
      outage.end();
    }
  });

  it('is a policy with mistakes, all of which it names', async () => {
    const { exitCode, log } = await readPolicy(begin, { more: { verison: 1, environments: [] } });
    expect(exitCode).toBe(2);
    expect(log).toContain('verison');
    expect(log).toContain('environments');
  });
});

it('prints no token', async () => {
  const token = readToken();
  const { log } = await readPolicy(begin, {}, token);
  expect(log.replaceAll(/::add-mask::.*\n/g, '')).not.toContain(token);
});
