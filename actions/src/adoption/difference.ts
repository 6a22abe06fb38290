import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** A file as it is and as it would be. */
export interface Change {
  /** Below the repository’s root. */
  readonly path: string;
  /** `undefined` where there is none. */
  readonly before: string | undefined;
  readonly after: string;
}

/** A unified difference, as git shows one; empty where nothing would change. */
export function differenceOf(changes: readonly Change[]): string {
  return changes
    .filter(({ before, after }) => before !== after)
    .map(({ path, before, after }) => {
      const old = before === undefined ? '/dev/null' : `a/${path}`;
      const options = { headerOptions: FILE_HEADERS_ONLY };
      return createTwoFilesPatch(old, `b/${path}`, before ?? '', after, undefined, undefined, options);
    })
    .join('');
}
