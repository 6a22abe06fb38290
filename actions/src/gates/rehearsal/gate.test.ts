import { describe, expect, it } from '@jest/globals';
import { samplePolicy } from '../../artifact/testing/sample-application.ts';
import type { Rehearsal } from '../../deployment/rehearse.ts';
import { parseDigest, releaseOf, type Release } from '../../release/release.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { GateSubject } from '../gate.ts';
import { gate } from './gate.ts';

function release(letter: string): Release {
  return releaseOf({ version: '1.0.0', commit: letter.repeat(40), digest: parseDigest(letter.repeat(64))! });
}

type Part = Rehearsal['parts'][number];

function part(more: Partial<Part> = {}): Part {
  const none = { asked: 100, failed: 0 };
  return { release: 'one', reads: none, writes: none, ...more };
}

const WELL: Rehearsal = { asked: 600, failed: 0, parts: [part(), part(), part()], problems: [] };
const NONE = { asked: 0, failed: 0 };

interface Stage {
  readonly live?: Release | null;
  readonly found?: Rehearsal;
  /** How many requests the policy names that may write. */
  readonly writes?: number;
  /** The names that the environment before is configured with. */
  readonly variables?: readonly string[] | undefined;
}

async function verdictOf(stage: Stage): Promise<Verdict> {
  const { live = release('a'), found = WELL, writes = 1 } = stage;
  const traffic = Array.from({ length: writes }, () => ({ path: '/', method: 'POST' as const, status: 201 }));
  const variables = 'variables' in stage ? stage.variables : ['NODE_ENV'];
  const rehearsal =
    variables === undefined
      ? undefined
      : { environment: 'staging', variables, rehearse: () => Promise.resolve(found) };
  const subject = {
    release: release('b'),
    application: { ...samplePolicy, rehearsal: { traffic } },
    live,
    rehearsal,
    configuration: { NODE_ENV: 'production' },
    environment: { name: 'production', nodeEnv: 'production' },
    note: () => undefined,
  } as Partial<GateSubject> as GateSubject;
  return gate.look(subject);
}

describe('the rehearsal of a revert', () => {
  it.each<[string, Stage, Partial<Verdict>]>([
    [
      'passes when nothing failed, and counts what was read and written in each part',
      {},
      {
        kind: 'pass',
        facts: {
          from: expect.any(String) as never,
          environment: 'staging',
          asked: 600,
          failed: 0,
          parts: [part(), part(), part()] as never,
        },
      },
    ],
    ['passes where nothing serves yet', { live: null }, { kind: 'pass', facts: {} }],
    ['passes where the same release serves', { live: release('b') }, { kind: 'pass', facts: {} }],
    [
      'fails when one request failed',
      { found: { ...WELL, failed: 1, problems: ['GET /: expected 200, found 500.'] } },
      { kind: 'fail', reasonCode: 'rehearsal-failed' },
    ],
    [
      'fails when the release before is not ready beside the new one',
      { found: { ...NONE, parts: [], problems: ['It does not become ready.'] } },
      { kind: 'fail', reasonCode: 'rehearsal-failed' },
    ],
    [
      'is unproven when too little was asked',
      { found: { ...WELL, asked: 49 } },
      { kind: 'unproven', reasonCode: 'rehearsal-impossible' },
    ],
    [
      'is unproven when it did not come to its last part',
      { found: { ...WELL, parts: [part(), part()] } },
      { kind: 'unproven', reasonCode: 'rehearsal-impossible' },
    ],
    [
      'is unproven when nothing was read in one of the parts',
      { found: { ...WELL, parts: [part(), part({ reads: NONE }), part()] } },
      { kind: 'unproven', reasonCode: 'rehearsal-impossible' },
    ],
    ...[0, 1, 2].map((index): [string, Stage, Partial<Verdict>] => [
      `is unproven when the policy names writes and none came in part ${index + 1}`,
      { found: { ...WELL, parts: WELL.parts.with(index, part({ writes: NONE })) } },
      { kind: 'unproven', reasonCode: 'rehearsal-impossible' },
    ]),
    [
      'passes without writes where the policy names none, and says so',
      { writes: 0, found: { ...WELL, parts: WELL.parts.map(() => part({ writes: NONE })) } },
      { kind: 'pass', summary: expect.stringContaining('none that write') as never },
    ],
    [
      'is unproven where there is no environment before',
      { variables: undefined },
      { kind: 'unproven', reasonCode: 'rehearsal-impossible' },
    ],
  ])('%s', async (_what, stage, expected) => {
    expect(await verdictOf(stage)).toMatchObject(expected);
  });

  it('is unproven by name where the environments are configured with other variables', async () => {
    const verdict = await verdictOf({ variables: ['NODE_ENV', 'REDIS_URL'] });
    expect(verdict).toMatchObject({
      kind: 'unproven',
      findings: [{ message: expect.stringContaining('REDIS_URL') as never }],
    });
    expect(verdict.summary).not.toContain('NODE_ENV');
  });
});
