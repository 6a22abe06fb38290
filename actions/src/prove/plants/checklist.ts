import type { Plant } from '../plant.ts';
import { CHECKLIST_BOXES } from './checklist-boxes.ts';
import { CHECKLIST_GITHUB } from './checklist-github.ts';
import { CHECKLIST_MACHINES } from './checklist-machines.ts';
import { CHECKLIST_TICKS } from './checklist-ticks.ts';

export const PLANTS_OF_CHECKLIST: readonly Plant[] = [
  ...CHECKLIST_MACHINES,
  ...CHECKLIST_BOXES,
  ...CHECKLIST_TICKS,
  ...CHECKLIST_GITHUB,
];
