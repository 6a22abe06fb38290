import type { Remedies } from '../runner/gate-action.ts';
import type { Plant } from './plant.ts';

/** How many rows of each letter the catalogue of wrong verdicts has: coverage, audit, environment, checklist. */
const ROWS = { C: 19, A: 10, E: 11, K: 12 } as const;
/** Only a bug of ours ends so, and a bug can’t be planted from outside. */
const NOT_PLANTED = ['internal-error'];

export interface KnownAction {
  readonly name: string;
  readonly remedies: Remedies;
}

/** What nothing is planted for: a reason code that an action can end with, or a row of the catalogue. */
export function gapsIn(plants: readonly Plant[], actions: readonly KnownAction[]): string[] {
  const planted = new Set(plants.map(({ action, reasonCode }) => `${action}: ${reasonCode}`));
  const codes = actions.flatMap(({ name, remedies }) =>
    Object.keys(remedies)
      .filter((code) => !NOT_PLANTED.includes(code))
      .map((code) => `${name}: ${code}`),
  );
  const passes = actions.map(({ name }) => `${name}: passed`);
  const rows = Object.entries(ROWS).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
  const fixtures = new Set(plants.flatMap((plant) => plant.rows ?? []));
  return [
    ...[...codes, ...passes].filter((code) => !planted.has(code)),
    ...rows.filter((row) => !fixtures.has(row)).map((row) => `row ${row}`),
  ];
}
