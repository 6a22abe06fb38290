import { describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import type { FakeGitHub } from '../server/open-github.ts';
import { openedGitHubs } from '../server/opened.ts';
import { checkoutFor, settingsOf, writesTo } from './arranged.ts';

jest.setTimeout(240_000);
const open = openedGitHubs();
const newFolder = temporaryFolders();
const BY = ['--yes', '--reviewers', 'ann,pia'];

/** A repository in which production itself asks olaf, and whatever branch may enter. */
async function halfProtected(): Promise<FakeGitHub> {
  const github = await open({ people: { pia: 'write' } });
  const id = github.state.users.get('olaf')?.id ?? 0;
  const token = github.tokenFor({ kind: 'person', actor: 'olaf' });
  const made = await fetch(`${github.url}/repos/${github.slug}/environments/production`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
    body: JSON.stringify({ reviewers: [{ type: 'User', id }], wait_timer: 5 }),
  });
  expect(made.status).toBe(200);
  return github;
}

/** Everything that writes is met by an outage once so many went well. */
function goneAfter(writes: number): RegExp {
  let heard = 0;
  const match = /^(?:PUT|POST|DELETE|PATCH) /;
  return Object.assign(/unused/, {
    test(line: string) {
      if (!match.test(line)) return false;
      heard += 1;
      return heard > writes;
    },
  });
}

/** Whether somebody is asked before production, and by whom alone it is entered. */
function isGuarded({ state }: FakeGitHub): boolean {
  const [target, approval] = ['production', 'production-approval'].map((name) =>
    state.environments.get(name),
  );
  if ((target?.reviewers.length ?? 0) > 0) return true;
  return (
    (approval?.reviewers.length ?? 0) > 0 && approval?.preventSelfReview === true && !approval.canAdminsBypass
  );
}

function whole(github: FakeGitHub): unknown {
  return JSON.parse(
    JSON.stringify(settingsOf(github), (key, value: unknown) =>
      ['id', 'created_at', 'updated_at'].includes(key) ? undefined : value,
    ),
  );
}

let straight: unknown;

async function setUpAtOnce(): Promise<unknown> {
  const github = await halfProtected();
  const checkout = await checkoutFor(github, { folder: await newFolder() });
  expect(await checkout.setup(BY)).toMatchObject({ exitCode: 0 });
  return whole(github);
}

describe('interrupted', () => {
  test.each([0, 1, 2, 7, 11])(
    'after %d changes it says what is done and left, protects no less than before, and goes on when run again',
    async (writes) => {
      const github = await halfProtected();
      const checkout = await checkoutFor(github, { folder: await newFolder() });
      const before = writesTo(github).length;
      const outage = github.outage({ match: goneAfter(writes), kind: 503 });
      const { exitCode, ending } = await checkout.setup(BY);
      expect([exitCode, ending.reasonCode]).toEqual([3, 'setup-incomplete']);
      const [failed, ...left] = ending.findings;
      expect(failed?.code).toBe('github-unreachable');
      expect(ending.done.length + 1 + left.length).toBe(11);
      expect(writesTo(github).filter(({ status }) => status < 400).length - before).toBe(writes);
      expect(isGuarded(github)).toBe(true);
      outage.end();
      expect(await checkout.setup(BY)).toMatchObject({ exitCode: 0, ending: { findings: [] } });
      straight ??= await setUpAtOnce();
      expect(whole(github)).toEqual(straight);
    },
  );

  test('by an answer that was lost it finds done what was done', async () => {
    const github = await halfProtected();
    const checkout = await checkoutFor(github, { folder: await newFolder() });
    const outage = github.outage({ match: /^POST .*\/rulesets$/, kind: 'answer-lost' });
    expect(await checkout.setup(BY)).toMatchObject({
      exitCode: 3,
      ending: { reasonCode: 'setup-incomplete' },
    });
    outage.end();
    expect(await checkout.setup(BY)).toMatchObject({ exitCode: 0 });
    expect(github.state.rulesets).toHaveLength(1);
  });
});
