import type { Plant } from '../plant.ts';
import { BASE_PLANTS } from './coverage-threshold/bases.ts';
import { INPUT_PLANTS } from './coverage-threshold/inputs.ts';
import { PATCH_PLANTS } from './coverage-threshold/patches.ts';
import { REPORT_PLANTS } from './coverage-threshold/reports.ts';
import { THRESHOLD_PLANTS } from './coverage-threshold/thresholds.ts';

export const PLANTS_OF_COVERAGE_THRESHOLD: readonly Plant[] = [
  ...THRESHOLD_PLANTS,
  ...REPORT_PLANTS,
  ...PATCH_PLANTS,
  ...BASE_PLANTS,
  ...INPUT_PLANTS,
];
