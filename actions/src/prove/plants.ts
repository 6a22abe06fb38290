import type { Plant } from './plant.ts';
import { PLANTS_OF_CONFIG_VALIDATION } from './plants/config-validation.ts';
import { PLANTS_OF_CHECKLIST } from './plants/checklist.ts';
import { PLANTS_OF_COVERAGE_THRESHOLD } from './plants/coverage-threshold.ts';
import { PLANTS_OF_DEPENDENCY_AUDIT } from './plants/dependency-audit.ts';

/** Every defect that is planted, action by action. */
export const PLANTS: readonly Plant[] = [
  ...PLANTS_OF_COVERAGE_THRESHOLD,
  ...PLANTS_OF_DEPENDENCY_AUDIT,
  ...PLANTS_OF_CONFIG_VALIDATION,
  ...PLANTS_OF_CHECKLIST,
];
