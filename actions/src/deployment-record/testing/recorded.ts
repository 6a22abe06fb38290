import type { Digest } from '../../release/release.ts';
import type { Payload } from '../payload.ts';
import type { RecordedDeployment } from '../recorded-state.ts';

/** The release of a letter. */
export function payloadOfRelease(letter: string, changes: Partial<Payload> = {}): Payload {
  return {
    version: 1,
    kind: 'deploy',
    digest: letter.repeat(64) as Digest,
    release: `1.0.0-${letter.repeat(7)}-${letter.repeat(8)}`,
    releaseVersion: '1.0.0',
    commit: letter.repeat(40),
    configHash: '0'.repeat(16),
    planHash: '',
    deployment: `d-${letter}`,
    request: null,
    run: { id: '1', attempt: 1 },
    ...changes,
  };
}

/** `deploy a success inactive`, one a line, the oldest first; `failure!` is one that was reverted. */
export function recordedAs(lines: readonly string[]): RecordedDeployment[] {
  return lines.map((line, index): RecordedDeployment => {
    const [task, letter = '', ...states] = line.split(' ');
    return {
      id: index + 1,
      task: task as 'deploy',
      payload: payloadOfRelease(letter, { deployment: `d-${index + 1}` }),
      statuses: states.toReversed().map((state) => ({
        state: state.replace('!', ''),
        description: state.endsWith('!') ? 'reverted: errors-high. Too many.' : '',
        at: '2026-01-01T00:00:00Z',
      })),
    };
  });
}
