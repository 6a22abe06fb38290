import { describe, expect, it, jest } from '@jest/globals';
import { PLANTS } from '../../actions/src/prove/plants.ts';
import { prove } from '../../actions/src/prove/prove.ts';

jest.setTimeout(60_000);

/** Every row of the catalogue and every reason code, against the built actions as child processes. */
describe.each([...new Set(PLANTS.map(({ action }) => action))])('%s, given', (action) => {
  const plants = PLANTS.filter((plant) => plant.action === action);

  it.each(plants.map((plant) => [plant.defect, plant.reasonCode, plant] as const))(
    '%s: %s',
    async (_defect, _reason, plant) => {
      const { verdict, reasonCode, holds, log } = await prove(plant);
      const said = { verdict, reasonCode, holds, log: holds ? '' : log };
      expect(said).toEqual({ verdict: plant.verdict, reasonCode: plant.reasonCode, holds: true, log: '' });
    },
  );
});
