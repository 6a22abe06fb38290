import type { Plant } from '../plant.ts';

/** The plants of one action. */
export function plantsOf(action: string, plants: readonly Omit<Plant, 'action'>[]): readonly Plant[] {
  return plants.map((plant) => ({ action, ...plant }));
}
