import type { Plant } from './plant.ts';
import { PLANTS_OF_CHECKLIST } from './plants/checklist.ts';

/** Every defect that is planted, action by action. */
export const PLANTS: readonly Plant[] = [...PLANTS_OF_CHECKLIST];
