import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { releaseTicks } from '../../../actions/src/deploy/release-ticks.ts';
import type { Ticks } from '../../../actions/src/gates/gate.ts';
import { connectGithub } from '../../../actions/src/pipeline/github-connection.ts';
import type { ChecklistItem } from '../../../actions/src/policy/checklist-settings.ts';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { commentMark, itemMark, recordMark } from '../../../actions/src/ticks/marks.ts';
import { encodeRecord } from '../../../actions/src/ticks/record.ts';
import { openGitHub, type FakeGitHub } from '../server/open-github.ts';

jest.setTimeout(60_000);

const BOT = 'github-actions[bot]';
const RELEASE = 'autorelease: pending';
const BRANCH = 'release-please--branches--main';
const person = { kind: 'person', fourEyes: false, mayNotApply: false } as const;
const items: readonly ChecklistItem[] = [
  { id: 'looked', text: 'Somebody looked', proof: person },
  { id: 'reviewed', text: 'A second person looked', proof: { ...person, fourEyes: true } },
  { id: 'tests', text: 'Tests pass', proof: { kind: 'evidence', gates: ['tests'] } },
];

interface Shop {
  readonly github: FakeGitHub;
  readonly number: number;
  readonly head: string;
  git(...argv: readonly string[]): Promise<string>;
  commit(branch: string, file: string): Promise<string>;
  /** The checklist’s comment, ticked. */
  tick(wish?: TickWish): void;
  merge(): Promise<string>;
  answers(commit: string, sealKey?: string): ReturnType<Ticks['answersFor']>;
}

interface TickWish {
  readonly person?: string;
  readonly at?: string;
  readonly author?: string;
  readonly environment?: string;
  readonly key?: string;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A repository whose release PR is open. */
async function openShop(labels: readonly string[] = [RELEASE]): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'tgr-'));
  async function git(...argv: readonly string[]): Promise<string> {
    const author = ['-c', 'user.name=olaf', '-c', 'user.email=olaf@shop.test'];
    return (await execa('git', [...author, ...argv], { cwd: folder })).stdout;
  }
  async function commit(branch: string, file: string): Promise<string> {
    await git('switch', '--quiet', branch);
    await writeFile(join(folder, file), `${branch}\n`);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', `Change ${file}`);
    return git('rev-parse', 'HEAD');
  }
  await git('init', '--quiet', '--initial-branch=main');
  await git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
  await commit('main', 'shop');
  await git('branch', BRANCH);
  const head = await commit(BRANCH, 'CHANGELOG.md');
  const github = await openGitHub({ git: folder });
  open.push(async () => {
    await github.close();
    await systemFiles.removeTree(folder);
  });
  const pull = { title: 'release 1.1.0', head: BRANCH, headSha: head, base: 'main', labels, by: BOT };
  const number = await github.addPull(pull);
  const token = github.tokenFor({ permissions: { contents: 'read', 'pull-requests': 'read' } });
  const variables = { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: github.slug };
  return {
    github,
    number,
    head,
    git,
    commit,
    tick(wish = {}) {
      const { person: login = 'ann', author = BOT } = wish;
      github.addComment(number, { body: tickedBy(login, { head, number, ...wish }), by: author });
    },
    merge: () => github.mergePull(number, 'ann'),
    answers: (sha, sealKey = '') =>
      releaseTicks({
        github: connectGithub(token, variables),
        checkout: folder,
        commentAuthor: BOT,
        sealKey,
      }).answersFor({ items, environment: 'production', commit: sha }),
  };
}

function tickedBy(login: string, wish: TickWish & { head: string; number: number }): string {
  const { head, number, at = head, environment = 'production', key = '' } = wish;
  const ids = ['looked', 'reviewed'];
  const words = ids.map((item) => {
    const when = '2026-05-04T10:00:00Z';
    return { item, person: login, at: when, commit: at, mark: 'ticked', reason: null } as const;
  });
  const sealing = { thread: `octo/shop#${number}@${environment}`, key };
  const boxes = ids.map((id) => `- [x] ${id} ${itemMark(id)}`);
  return [
    commentMark(environment),
    ...boxes,
    '',
    recordMark(encodeRecord({ commit: at, words }, sealing)),
  ].join('\n\n');
}

function allOpen(code: string): object {
  return { looked: { kind: 'open', code }, reviewed: { kind: 'open', code } };
}

describe('what a person ticked on the release PR', () => {
  it('counts for the merge that holds the same files', async () => {
    const shop = await openShop();
    shop.tick();
    const answers = await shop.answers(await shop.merge());
    expect(answers).toMatchObject({
      looked: { kind: 'answered', by: 'ann' },
      reviewed: { kind: 'answered', by: 'ann' },
    });
    expect(Object.keys(answers)).toEqual(['looked', 'reviewed']);
  });

  it('does not count for a merge onto a branch that had moved on, and what to do is said', async () => {
    const shop = await openShop();
    shop.tick();
    await shop.commit('main', 'unseen');
    const answers = await shop.answers(await shop.merge());
    expect(answers).toMatchObject(allOpen('tick-outdated'));
    expect(JSON.stringify(answers)).toContain('Revert the merge');
  });

  it.each<[string, TickWish | undefined, string]>([
    ['nobody', undefined, 'item-open'],
    ['somebody who may only read', { person: 'gus' }, 'tick-refused'],
    ['whoever writes a comment of their own', { author: 'ann' }, 'item-open'],
    ['somebody, for another environment', { environment: 'staging' }, 'item-open'],
    ['somebody, under another seal', { key: 'k'.repeat(16) }, 'record-altered'],
  ])('does not count by %s', async (_who, tick, code) => {
    const shop = await openShop();
    if (tick !== undefined) shop.tick(tick);
    const answers = await shop.answers(await shop.merge());
    expect(answers).toMatchObject(allOpen(code));
    expect(JSON.stringify(answers)).toContain('is opened anew');
  });

  it('does not count where the author ticked what takes a second person', async () => {
    const shop = await openShop();
    shop.tick({ person: 'olaf' });
    expect(await shop.answers(await shop.merge())).toMatchObject({
      looked: { kind: 'answered', by: 'olaf' },
      reviewed: { kind: 'open', code: 'tick-refused' },
    });
  });

  it('does not count once something was pushed', async () => {
    const shop = await openShop();
    shop.tick();
    await shop.commit(BRANCH, 'later');
    expect(await shop.answers(await shop.merge())).toMatchObject(allOpen('tick-outdated'));
  });

  it('counts under the seal that it was given', async () => {
    const shop = await openShop();
    const key = 'k'.repeat(16);
    shop.tick({ key });
    expect(await shop.answers(await shop.merge(), key)).toMatchObject({ looked: { kind: 'answered' } });
  });
});

describe('a commit that merges no release PR', () => {
  it.each([
    ['was pushed', [RELEASE], (shop: Shop) => shop.commit('main', 'pushed')],
    ['is on an open one', [RELEASE], (shop: Shop) => Promise.resolve(shop.head)],
    ['merges another pull request', ['bug'], (shop: Shop) => shop.merge()],
  ] as const)('has nobody’s ticks: one that %s', async (_what, labels, make) => {
    const shop = await openShop(labels);
    shop.tick();
    expect(await shop.answers(await make(shop))).toMatchObject(allOpen('item-open'));
  });
});

it('nothing counts while GitHub does not give all that it is judged by', async () => {
  const needed = [/\/commits\/[0-9a-f]+\/pulls/, /\/comments/, /\/permission/, /\/git\/commits/];
  const codes = await Promise.all(
    needed.map(async (match) => {
      const shop = await openShop();
      shop.tick();
      const commit = await shop.merge();
      shop.github.outage({ match, kind: 502 });
      return shop.answers(commit);
    }),
  );
  expect(codes).toMatchObject(needed.map(() => allOpen('github-unreachable')));
});
