import { availableParallelism } from 'node:os';
import { UserError } from '../../actions/src/errors.ts';
import { nearest } from '../../actions/src/nearest.ts';
import { gateActionNames } from '../../actions/src/prove/action-file.ts';
import { gapsIn, type KnownAction } from '../../actions/src/prove/gaps.ts';
import { PLANTS } from '../../actions/src/prove/plants.ts';
import { prove as proveOne, type Proof } from '../../actions/src/prove/prove.ts';
import type { Remedies } from '../../actions/src/runner/gate-action.ts';
import { coloured, table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';

/** Every planted defect against the built actions; ends with 1 when one is not seen for what it is. */
export async function prove({ options, progress }: Invocation): Promise<Ending> {
  const names = await actionsFor(options.only);
  const plants = PLANTS.filter(({ action }) => names.includes(action));
  const proofs: Proof[] = [];
  const waiting = [...plants];
  async function work(note: (text: string) => void): Promise<void> {
    for (let plant = waiting.shift(); plant !== undefined; plant = waiting.shift()) {
      const proof = await proveOne(plant);
      proofs.push(proof);
      note(`${proofs.length} of ${plants.length}: ${plant.action}: ${plant.defect}`);
    }
  }
  await progress.task(
    `${plants.length} planted defects`,
    (note) => Promise.all(Array.from({ length: availableParallelism() }, () => work(note))),
    () => proofs.every(({ holds }) => holds),
  );
  const gaps = options.only === undefined ? gapsIn(PLANTS, await Promise.all(names.map(known))) : [];
  return ending(
    plants.flatMap((plant) => proofs.find((proof) => proof.plant === plant) ?? []),
    gaps,
  );
}

async function actionsFor(only: string | undefined): Promise<string[]> {
  const names = await gateActionNames();
  if (only === undefined) return names;
  if (names.includes(only)) return [only];
  throw new UserError({
    code: 'usage',
    message: `Expected one of the actions ${names.join(', ')}; found ${JSON.stringify(only)}.`,
    remedy: `Nearest: ${nearest(only, names).join(', ')}.`,
  });
}

async function known(name: string): Promise<KnownAction> {
  const module = (await import(`../../actions/src/${name}/remedies.ts`)) as { REMEDIES: Remedies };
  return { name, remedies: module.REMEDIES };
}

function ending(proofs: readonly Proof[], gaps: readonly string[]): Ending {
  const wrong = proofs.filter(({ holds }) => !holds);
  const rows = proofs.map(({ plant, verdict, reasonCode, holds }) => [
    plant.action,
    plant.defect,
    plant.rows?.join(' ') ?? '',
    coloured(verdict),
    reasonCode,
    coloured(holds ? 'yes' : 'no'),
  ]);
  const text = [
    table(['action', 'planted', 'rows', 'verdict', 'reason', 'as it must be'], rows),
    ...wrong.map(
      ({ plant, log }) =>
        `${plant.action}: ${plant.defect}: expected ${plant.verdict} (${plant.reasonCode}). It printed:\n${log}`,
    ),
    ...gaps.map((gap) => `Nothing is planted for ${gap}.`),
    `${proofs.length - wrong.length} of ${proofs.length} planted defects are seen for what they are.`,
  ].join('\n');
  const isProven = proofs.length > 0 && wrong.length === 0 && gaps.length === 0;
  return {
    json: {
      proofs: proofs.map(({ plant: { action, defect, rows: of = [] }, verdict, reasonCode, holds }) => ({
        action,
        defect,
        rows: of,
        verdict,
        reasonCode,
        holds,
      })),
      gaps,
    },
    text,
    exitCode: isProven ? 0 : 1,
  };
}
