import { describe, expect, it } from '@jest/globals';
import { makeStatement, type GateStatement } from '../evidence/statement.ts';
import type { FoundEvidence } from '../evidence/store.ts';
import type { Digest } from '../release/release.ts';
import type { JsonValue } from '../verdict/verdict.ts';
import { coverageChanges, measuredCoverage } from './measured-coverage.ts';

const digest = 'a'.repeat(64) as Digest;

function statement(facts: Record<string, JsonValue>, gate = 'coverage', about = digest): GateStatement {
  return makeStatement({
    gate,
    release: { id: 'r', digest: about },
    verdict: { kind: 'pass', reasonCode: 'passed', summary: '', findings: [], facts },
    policyHash: '0'.repeat(64),
    startedAt: '2026-05-04T10:00:00.000Z',
    finishedAt: '2026-05-04T10:00:01.000Z',
  });
}

function found(content: unknown): FoundEvidence {
  return { name: 'coverage', place: 'coverage.json', content, sha256: '' };
}

const lines = { found: 200, hit: 150 };

describe('what was measured of an artifact', () => {
  it('is what the coverage gate’s evidence says', () => {
    const statements = [found(statement({}, 'build')), found(statement({ totals: { lines } }))];
    expect(measuredCoverage(statements, digest)).toEqual({ lines });
  });

  it.each([
    ['no evidence', []],
    ['another artifact’s', [found(statement({ totals: { lines } }, 'coverage', 'b'.repeat(64) as Digest))]],
    ['another gate’s', [found(statement({ totals: { lines } }, 'tests'))]],
    ['no statement', [found({ totals: { lines } }), found(undefined)]],
    ['one without a number', [found(statement({ totals: {} }))]],
    ['one with another form', [found(statement({ totals: { lines: { found: 1 } } }))]],
  ])('is not known from %s', (_what, statements) => {
    expect(measuredCoverage(statements, digest)).toBeUndefined();
  });
});

describe('the change of coverage', () => {
  it.each([
    ['both', { lines }, { lines: { found: 200, hit: 160 } }, [{ metric: 'lines', before: 0.75, after: 0.8 }]],
    ['only now', undefined, { lines }, [{ metric: 'lines', before: undefined, after: 0.75 }]],
    ['only before', { lines }, undefined, [{ metric: 'lines', before: 0.75, after: undefined }]],
    ['neither', undefined, undefined, []],
    ['nothing to cover', { branches: { found: 0, hit: 0 } }, { branches: { found: 0, hit: 0 } }, []],
  ])('has what is known: %s', (_what, before, after, changes) => {
    expect(coverageChanges(before, after)).toEqual(changes);
  });
});
