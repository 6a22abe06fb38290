import type { Sealing, Word } from '../record.ts';

export const HEAD = 'a'.repeat(40);
export const OLDER = 'b'.repeat(40);
export const SEALING: Sealing = { thread: 'octo/shop#12@production', key: '' };

export function word(changes: Partial<Word> = {}): Word {
  return {
    item: 'linting',
    person: 'ann',
    at: '2026-05-04T10:00:00Z',
    commit: HEAD,
    mark: 'ticked',
    reason: null,
    ...changes,
  };
}
