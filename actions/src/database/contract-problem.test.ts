import { describe, expect, it } from '@jest/globals';
import type { MigrationClass } from '../artifact/manifest.ts';
import { contractProblem } from './contract-problem.ts';
import { canRunOn, type SchemaRange } from './schema-range.ts';

const EXPAND = pending('0006_add.sql', 'expand');
const CONTRACT = pending('0007_drop.sql', 'contract');
const IRREVERSIBLE = pending('0008_drop-more.sql', 'irreversible');
const TOLERANT = { min: 1, max: 7, tolerates: ['0007_drop.sql'] };

describe('contractProblem', () => {
  it.each([
    ['nothing', [], { min: 1, max: 1 }],
    ['what adds', [EXPAND, pending('0007_fill.sql', 'backfill')], { min: 1, max: 1 }],
    ['what the release that serves tolerates', [CONTRACT], TOLERANT],
    ['what the release that serves carries', [CONTRACT, IRREVERSIBLE], { min: 1, max: 8 }],
    ['anything where nothing serves', [EXPAND, CONTRACT], undefined],
  ])('lets run %s', (_, migrations, schema) => {
    expect(problem(migrations, schema)).toBeUndefined();
  });

  it.each([
    ['what adds with what takes away', [EXPAND, CONTRACT], TOLERANT, 'contract-mixed'],
    [
      'what was given for irreversible with what fills',
      [IRREVERSIBLE, pending('0009_fill.sql', 'backfill')],
      TOLERANT,
      'contract-mixed',
    ],
    ['what the release that serves does not know', [CONTRACT], { min: 1, max: 6 }, 'contract-too-early'],
    ['more than it tolerates', [CONTRACT, IRREVERSIBLE], TOLERANT, 'contract-too-early'],
    [
      'another of the number that it tolerates',
      [pending('0007_drop-other.sql', 'contract')],
      TOLERANT,
      'contract-too-early',
    ],
  ])('forbids %s', (_, migrations, schema, code) => {
    expect(problem(migrations, schema)).toMatchObject({ code });
  });

  it('leaves the release that serves a target of a revert', () => {
    expect(problem([CONTRACT], TOLERANT)).toBeUndefined();
    expect(canRunOn(TOLERANT, { version: 7, floor: 7, contracts: ['0007_drop'] })).toEqual({ ok: true });
  });
});

function pending(name: string, declared: MigrationClass): { name: string; class: MigrationClass } {
  return { name, class: declared };
}

function problem(
  migrations: readonly ReturnType<typeof pending>[],
  schema: SchemaRange | undefined,
): ReturnType<typeof contractProblem> {
  const live = schema === undefined ? undefined : { id: '1.0.0-aaaaaaa-bbbbbbbb', schema };
  return contractProblem({ pending: migrations, live });
}
