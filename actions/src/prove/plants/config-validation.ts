import type { Plant } from '../plant.ts';
import { ARTIFACT_PLANTS } from './config-validation/artifact.ts';
import { DRIFT_PLANTS } from './config-validation/drift.ts';
import { FILE_PLANTS } from './config-validation/files.ts';
import { INPUT_PLANTS } from './config-validation/inputs.ts';
import { PARITY_PLANTS } from './config-validation/parity.ts';
import { PEER_PLANTS } from './config-validation/peers.ts';
import { RUNNING_PLANTS } from './config-validation/running.ts';
import { VALUE_PLANTS } from './config-validation/values.ts';

/** Each value is made up when its plant is arranged: a defect needs no secret that is one. */
export const PLANTS_OF_CONFIG_VALIDATION: readonly Plant[] = [
  ...VALUE_PLANTS,
  ...PEER_PLANTS,
  ...FILE_PLANTS,
  ...PARITY_PLANTS,
  ...DRIFT_PLANTS,
  ...RUNNING_PLANTS,
  ...ARTIFACT_PLANTS,
  ...INPUT_PLANTS,
];
