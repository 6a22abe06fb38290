import { describe, expect, it } from '@jest/globals';
import { recordedState, type RecordedDeployment } from './recorded-state.ts';
import { recordedAs } from './testing/recorded.ts';

function letters(deployments: readonly RecordedDeployment[]): string {
  return deployments.map(({ payload }) => payload.digest[0]).join('');
}

/** Lines of the record, oldest first → live, previous, bad, unfinished. */
const TABLE: readonly (readonly [string, readonly string[], string, string, string, string])[] = [
  ['nothing was recorded', [], '', '', '', ''],
  ['one serves', ['deploy a in_progress success'], 'a', '', '', ''],
  ['another came after', ['deploy a success inactive', 'deploy b success'], 'b', 'a', '', ''],
  [
    'the one before was never set inactive, as production’s never are by themselves',
    ['deploy a success', 'deploy b success'],
    'b',
    'a',
    '',
    '',
  ],
  ['one was reverted', ['deploy a success', 'deploy b in_progress failure!'], 'a', '', 'b', ''],
  [
    'a reverted one was cleared by hand, and never served',
    ['deploy a success', 'deploy b in_progress failure! inactive'],
    'a',
    '',
    '',
    '',
  ],
  [
    'a cleared one that never served lies between: no rollback chooses it',
    ['deploy a success inactive', 'deploy b in_progress failure! inactive', 'deploy c success'],
    'c',
    'a',
    '',
    '',
  ],
  ['one was taken back', ['deploy a success', 'deploy b in_progress failure'], 'a', '', '', ''],
  [
    'somebody rolled back: the one that was left is chosen by no rollback',
    ['deploy a success inactive', 'deploy b success inactive', 'rollback a success'],
    'a',
    '',
    '',
    '',
  ],
  [
    'somebody rolled back, with one before that',
    [
      'deploy a success inactive',
      'deploy b success inactive',
      'deploy c success inactive',
      'rollback b success',
    ],
    'b',
    'a',
    '',
    '',
  ],
  [
    'a new one came after a rollback',
    [
      'deploy a success inactive',
      'deploy b success inactive',
      'rollback a success inactive',
      'deploy c success',
    ],
    'c',
    'a',
    '',
    '',
  ],
  [
    'the one that was left was deployed anew',
    [
      'deploy a success inactive',
      'deploy b success inactive',
      'rollback a success inactive',
      'deploy b success',
    ],
    'b',
    'a',
    '',
    '',
  ],
  [
    'one that served before was reverted the second time',
    [
      'deploy a success inactive',
      'deploy b success inactive',
      'deploy c success',
      'deploy b in_progress failure!',
    ],
    'c',
    'a',
    'b',
    '',
  ],
  ['the same again', ['deploy a success inactive', 'deploy a success'], 'a', '', '', ''],
  ['one is under way', ['deploy a success', 'deploy b in_progress'], 'a', '', '', 'b'],
  ['one was made and no more', ['deploy a success', 'deploy b'], 'a', '', '', 'b'],
  ['one is frozen', ['deploy a success', 'deploy b in_progress error'], 'a', '', '', ''],
  ['what was live was marked inactive by hand', ['deploy a success inactive'], '', 'a', '', ''],
];

describe('what the record says', () => {
  it.each(TABLE)('when %s', (_when, lines, live, previous, bad, unfinished) => {
    const state = recordedState(recordedAs(lines).toReversed());
    expect({
      live: state.live === null ? '' : letters([state.live]),
      previous: letters(state.previous),
      bad: letters(state.bad),
      unfinished: letters(state.unfinished),
    }).toEqual({ live, previous, bad, unfinished });
  });
});
