import { describe, expect, it } from '@jest/globals';
import { checklistSettings, type ChecklistPolicy } from '../policy/checklist-settings.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { decideChecklist, type ChecklistFacts } from './decide.ts';
import type { GateEvidence } from './gate-evidence.ts';
import { tableRows } from './table.ts';

function groupsOf(...items: object[]): ChecklistPolicy['groups'] {
  return checklistSettings.parse({ groups: [{ name: 'Everything', items }] }).groups;
}

const TESTS = { id: 'tests', text: 'All tests pass', evidence: ['build', 'tests'] };
const HEADERS = { id: 'headers', text: 'Security headers', probe: 'security-headers' };
const LINTING = { id: 'linting', text: 'Linting passes', person: {} };
const MAIL = { id: 'mail', text: 'Mail', notApplicable: 'The service sends no mail.' };

function says(kind: GateEvidence['kind'], code?: 'gate-failed' | 'evidence-missing'): GateEvidence {
  const findings = code === undefined ? [] : [{ code, message: `It is ${code}.` }];
  return { kind, said: `It says ${kind}.`, findings };
}

const WELL: ChecklistFacts = {
  environment: 'production',
  groups: groupsOf(TESTS, HEADERS, LINTING, MAIL),
  evidenceOf: () => says('pass'),
  probes: { 'security-headers': { kind: 'pass', said: 'All are there.' } },
  answers: { linting: { kind: 'answered', by: 'ann', how: 'ticked' } },
  notApplicable: new Map(),
  links: { evidence: null, probes: null },
};

function decide(changes: Partial<ChecklistFacts> = {}): Verdict {
  return decideChecklist({ ...WELL, ...changes }).verdict;
}

describe('the checklist', () => {
  it('passes when every item is proved by its own means', () => {
    expect(decide()).toMatchObject({
      kind: 'pass',
      reasonCode: 'passed',
      summary: '3 of 4 items are proved; 1 do not apply.',
      findings: [],
    });
  });

  it.each<[string, Partial<ChecklistFacts>, Partial<Verdict>]>([
    [
      'one of two gates fails',
      { evidenceOf: (gate) => (gate === 'tests' ? says('fail', 'gate-failed') : says('pass')) },
      { kind: 'fail', reasonCode: 'gate-failed' },
    ],
    [
      'one of two gates left nothing',
      { evidenceOf: (gate) => (gate === 'build' ? says('unproven', 'evidence-missing') : says('pass')) },
      { kind: 'unproven', reasonCode: 'evidence-missing' },
    ],
    [
      'a probe fails',
      { probes: { 'security-headers': { kind: 'fail', said: 'None.' } } },
      { kind: 'fail', reasonCode: 'probe-failed' },
    ],
    [
      'a probe got no answer',
      { probes: { 'security-headers': { kind: 'unproven', said: 'Nobody.' } } },
      { kind: 'unproven', reasonCode: 'probe-unanswered' },
    ],
    ['a probe was not run', { probes: {} }, { kind: 'unproven', reasonCode: 'probe-unanswered' }],
    ['nobody was asked', { answers: {} }, { kind: 'unproven', reasonCode: 'item-open' }],
    [
      'a person’s tick does not count',
      { answers: { linting: { kind: 'open', code: 'tick-outdated', message: 'Old.', remedy: 'Again.' } } },
      { kind: 'unproven', reasonCode: 'tick-outdated' },
    ],
    ['there is no item', { groups: [] }, { kind: 'unproven', reasonCode: 'nothing-examined' }],
  ])('is not passed when %s', (_what, changes, expected) => {
    expect(decide(changes)).toMatchObject(expected);
  });

  it('lists all that is open at once, by the item’s text, and puts what fails first', () => {
    const verdict = decide({
      answers: {},
      probes: { 'security-headers': { kind: 'fail', said: 'None.' } },
    });
    expect(verdict).toMatchObject({ kind: 'fail', reasonCode: 'probe-failed' });
    expect(verdict.findings.map(({ code, place }) => [code, place])).toEqual([
      ['probe-failed', 'Security headers'],
      ['item-open', 'Linting passes'],
    ]);
  });

  it('does not ask for what has no place here, and shows why', () => {
    const reason = 'There is one machine and no user.';
    const notApplicable = new Map([['linting', reason]]);
    const { items, verdict } = decideChecklist({ ...WELL, answers: {}, notApplicable });
    expect(verdict.kind).toBe('pass');
    expect(tableRows(items)).toContainEqual(['', 'Linting passes', '➖', 'does not apply', reason]);
  });

  it('shows what does not apply by a person’s word, with the person', () => {
    const answers = { linting: { kind: 'not-applicable', by: 'ann', reason: 'nothing is linted' } } as const;
    const { items } = decideChecklist({ ...WELL, answers });
    expect(tableRows(items)).toContainEqual([
      '',
      'Linting passes',
      '➖',
      'does not apply',
      'nothing is linted (ann)',
    ]);
  });

  it('keeps every item in its evidence', () => {
    expect(decide().facts['items']).toHaveLength(4);
  });
});
