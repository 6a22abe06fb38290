import { describe, expect, it } from '@jest/globals';
import type { Rehearsal } from '../../deployment/rehearse.ts';
import { parseDigest, releaseOf, type Release } from '../../release/release.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { GateSubject } from '../gate.ts';
import { gate } from './gate.ts';

function release(letter: string): Release {
  return releaseOf({ version: '1.0.0', commit: letter.repeat(40), digest: parseDigest(letter.repeat(64))! });
}

const WELL: Rehearsal = { asked: 500, failed: 0, problems: [] };

interface Stage {
  readonly live?: Release | null;
  readonly found?: Rehearsal;
  /** The names that the environment before is configured with. */
  readonly variables?: readonly string[] | undefined;
}

async function verdictOf(stage: Stage): Promise<Verdict> {
  const { live = release('a'), found = WELL } = stage;
  const variables = 'variables' in stage ? stage.variables : ['NODE_ENV'];
  const rehearsal =
    variables === undefined
      ? undefined
      : { environment: 'staging', variables, rehearse: () => Promise.resolve(found) };
  const subject = {
    release: release('b'),
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
      'passes when nothing failed',
      {},
      { kind: 'pass', facts: expect.objectContaining({ asked: 500 }) as never },
    ],
    ['passes where nothing serves yet', { live: null }, { kind: 'pass', facts: {} }],
    ['passes where the same release serves', { live: release('b') }, { kind: 'pass', facts: {} }],
    [
      'fails when one request failed',
      { found: { asked: 500, failed: 1, problems: ['GET /: expected 200, found 500.'] } },
      { kind: 'fail', reasonCode: 'rehearsal-failed' },
    ],
    [
      'fails when the release before is not ready beside the new one',
      { found: { asked: 0, failed: 0, problems: ['It does not become ready.'] } },
      { kind: 'fail', reasonCode: 'rehearsal-failed' },
    ],
    [
      'is unproven when too little was asked',
      { found: { asked: 3, failed: 0, problems: [] } },
      { kind: 'unproven', reasonCode: 'rehearsal-impossible' },
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
