import { describe, expect, it } from '@jest/globals';
import { summaryMarkdown } from '../runner/summary.ts';
import type { PlanFacts } from './facts.ts';
import { report } from './report.ts';
import { CANDIDATE, LIVE, sampleFacts, samplePlan, step } from './testing/sample-facts.ts';

const MEBIBYTE = 1024 * 1024;
const NOTHING = { commits: 0, steps: [] };

function pageOf(changes: Partial<PlanFacts> = {}): string {
  return summaryMarkdown(report(sampleFacts(changes)).parts);
}

describe('the page of a plan', () => {
  it.each([
    [
      'what comes',
      `| release | \`${CANDIDATE.id}\` ([\`ccccccc\`](https://github.example/octo/shop/commit/${'c'.repeat(40)})) |`,
    ],
    ['what it comes instead of', `| instead of | \`${LIVE.id}\``],
    ['what a failure goes back to', `| if it fails, back to | \`${LIVE.id}\``],
    ['where', '/var/lib/tidegate/hosts/production, serving at http://127.0.0.1:4102'],
    ['who is asked', '| approval | **needed**, from a reviewer of `production-approval` |'],
    ['its name', '| plan | `0123456789abcdef` |'],
    ['how much changes', '#### Changes: 1 pull request, 5 commits'],
    ['a pull request', '| [#12](https://github.example/octo/shop/pull/12) | Let users add notes |'],
    ['a commit that was pushed', '| pushed | Take the old mail address out |'],
    ['both side by side', `(https://github.example/octo/shop/compare/${LIVE.commit}...${CANDIDATE.commit})`],
    ['a migration that only adds', '| `0007_add-notes.sql` | expand | – | – |'],
    ['one that takes away', '| `0008_drop-email.sql` | ⚠️ **contract** | columns of public.users |'],
    ['what can’t be put back', 'the rows that TRUNCATE removes from public.sessions |'],
    ['what can be gone back to', `| \`${LIVE.id}\` | ✅ yes |`],
    ['the revert floor', '⛔ no: it reads what 0008'],
    ['a variable that is new', '| `MAIL_FROM` | new |'],
    ['one that is gone', '| `OLD_FLAG` | gone |'],
    ['one with another value', '| `CORS_ORIGIN` | another value |'],
    ['a package that is new', '| nodemailer | – | 7.0.3'],
    ['one in another version', '| express | 5.1.0 | 5.2.0 |'],
    ['another licence', '⚠️ **1 package under another licence**'],
    ['the change of coverage', '| lines | 95.12 % | 94.31 % | −0.81 points |'],
    ['coverage that is not known', '| functions | not known | 100.00 % | – |'],
  ])('says %s', (_what, line) => {
    // What is escaped shows as itself.
    expect(pageOf().replaceAll(/\\([-_.()])/g, '$1')).toContain(line);
  });

  it('warns of what serves now and would be lost', () => {
    const lost = { commits: 1, steps: [step('b', 'Mend it in a hurry', undefined)] };
    const page = pageOf({ history: { added: NOTHING, lost } });
    expect(page).toContain('**What serves now has 1 commit that this release has not:**');
    expect(page).toContain('| pushed | Mend it in a hurry |');
  });

  it.each([
    [
      'the first release',
      { history: null, packages: null, plan: samplePlan({ current: null }) },
      'it is the first',
    ],
    ['an artifact that is gone', { packages: 'unknown' as const }, 'Not compared'],
    ['no evidence', { coverage: [] }, 'No evidence of it is at hand.'],
    [
      'nothing to go back to',
      { plan: samplePlan({ revertTarget: null }) },
      'a release that fails stays, frozen',
    ],
    ['a host made for the job', { isFresh: true }, 'the machine of the job that deploys'],
    [
      'a freeze',
      { warnings: ['Nothing is deployed to production until Monday'] },
      '⚠️ **Nothing is deployed',
    ],
  ])('says so where there is %s', (_what, changes, words) => {
    expect(pageOf(changes)).toContain(words);
  });

  it('links nothing on a machine that is no runner', () => {
    expect(pageOf({ pages: null })).not.toContain('](');
  });

  it('keeps what others wrote text, on one line', () => {
    const title = '</details>\n# <img src=x> [a](http://evil.example) | @octocat `x`';
    const added = { commits: 1, steps: [step('c', title, undefined)] };
    const page = pageOf({ history: { added, lost: NOTHING } });
    expect(page).toContain(
      '&lt;/details&gt; \\# &lt;img src=x&gt; \\[a\\]\\(http://evil.example\\) \\| @\u200Boctocat \\`x\\` | [`ccccccc`]',
    );
  });

  it('fits whole into a step’s summary, however much there is', () => {
    const many = Array.from({ length: 3000 }, (_, index) => index);
    const word = `<&>${'x'.repeat(3000)}`;
    const change = { name: word, before: word, after: word };
    const changes = many.map(() => change);
    const page = pageOf({
      history: { added: { commits: 9000, steps: many.map((n) => step('c', word, n)) }, lost: NOTHING },
      packages: { added: changes, removed: changes, updated: changes, relicensed: changes },
      plan: samplePlan({
        migrations: many.map((n) => ({
          name: `${n}.sql`,
          class: 'contract',
          takesAway: [word, word],
          unsaved: [word],
        })),
        revertible: many.map(() => ({ release: word, why: word })),
        configuration: { added: many.map(() => word), removed: [], changed: [] },
      }),
    });
    expect(Buffer.byteLength(page)).toBeLessThan(MEBIBYTE);
    expect(page).not.toContain('did not fit');
    expect(page.match(/^#### \w+/gm)).toEqual([
      '#### Changes',
      '#### Database',
      '#### Configuration',
      '#### Packages',
      '#### Coverage',
    ]);
    expect(page).toContain('… and 2950 more migrations.');
  });
});

describe('the step that plans', () => {
  it('gives the plan’s hash, whether somebody is asked, and the plan', () => {
    const { outputs, exitCode } = report(sampleFacts());
    expect(outputs).toEqual({
      'plan-hash': '0123456789abcdef',
      'needs-approval': 'true',
      plan: JSON.stringify(samplePlan()),
    });
    expect(exitCode).toBe(0);
  });

  it('says on one line what will be done', () => {
    expect(report(sampleFacts()).summary).toBe(
      `Plan 0123456789abcdef: production goes from ${LIVE.id} to ${CANDIDATE.id}: 1 pull request, 5 commits; ` +
        '2 migrations; 1 of them takes something away; configuration 1 new, 1 gone, 1 another value.',
    );
  });

  it('tells of no difference where nothing will be done', () => {
    const plan = samplePlan({ isUnchanged: true });
    const { summary, parts, outputs } = report(sampleFacts({ plan, needsApproval: false }));
    expect(summary).toBe(`production serves ${CANDIDATE.id} already: nothing will be done.`);
    expect(outputs).toMatchObject({ 'needs-approval': 'false' });
    expect(summaryMarkdown(parts)).not.toContain('####');
  });
});
