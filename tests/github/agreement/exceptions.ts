import type { Exception } from './judge.ts';

/** Each must still be so: what act has mended since is to be taken out. */
export const EXCEPTIONS: readonly Exception[] = [];
