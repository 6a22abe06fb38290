import type { Plant } from './plant.ts';

/** Every defect that is planted, action by action. */
export const PLANTS: readonly Plant[] = [];
