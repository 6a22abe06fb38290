import type { Change } from '../../git/changes.ts';
import type { Plan } from '../../pipeline/plan.ts';
import { releaseOf, type Digest, type Release } from '../../release/release.ts';
import type { PlanFacts } from '../facts.ts';

export const LIVE = release('1.4.0', 'a');
export const CANDIDATE = release('1.5.0', 'c');
const BEFORE = release('1.3.2', 'e');

function release(version: string, digit: string): Release {
  return releaseOf({ version, commit: digit.repeat(40), digest: `${digit}1`.repeat(32) as Digest });
}

/** A plan with something of everything in it. */
export function samplePlan(changes: Partial<Plan> = {}): Plan {
  return {
    environment: 'production',
    host: '/var/lib/tidegate/hosts/production',
    url: 'http://127.0.0.1:4102',
    release: CANDIDATE,
    current: { release: LIVE, configHash: '1' },
    isUnchanged: false,
    revertTarget: { release: LIVE, configHash: '1' },
    migrations: [
      { name: '0007_add-notes.sql', class: 'expand', takesAway: [], unsaved: [] },
      {
        name: '0008_drop-email.sql',
        class: 'contract',
        takesAway: ['columns of public.users'],
        unsaved: ['the rows that TRUNCATE removes from public.sessions'],
      },
    ],
    revertible: [
      { release: LIVE.id, why: null },
      { release: BEFORE.id, why: 'reads what 0008_drop-email takes away' },
    ],
    configHash: '2',
    configuration: { added: ['MAIL_FROM'], removed: ['OLD_FLAG'], changed: ['CORS_ORIGIN'] },
    hash: '0123456789abcdef',
    ...changes,
  };
}

export function sampleFacts(changes: Partial<PlanFacts> = {}): PlanFacts {
  return {
    plan: samplePlan(),
    needsApproval: true,
    isFresh: false,
    pages: 'https://github.example/octo/shop',
    history: {
      added: {
        commits: 5,
        steps: [step('c', 'Let users add notes', 12), step('d', 'Take the old mail address out', undefined)],
      },
      lost: { commits: 0, steps: [] },
    },
    packages: {
      added: [{ name: 'nodemailer', before: '', after: '7.0.3 (MIT-0)' }],
      removed: [{ name: 'left-pad', before: '1.3.0 (WTFPL)', after: '' }],
      updated: [{ name: 'express', before: '5.1.0', after: '5.2.0' }],
      relicensed: [{ name: 'cache', before: 'MIT', after: 'BUSL-1.1' }],
    },
    coverage: [
      { metric: 'lines', before: 0.9512, after: 0.9431 },
      { metric: 'functions', before: undefined, after: 1 },
    ],
    warnings: [],
    ...changes,
  };
}

export function step(digit: string, title: string, pull: number | undefined): Change {
  return { commit: digit.repeat(40), title, pull };
}
