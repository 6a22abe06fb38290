import type { Plant } from '../actions/src/prove/plant.ts';
import type { Result } from '../tests/peers/results.ts';
import { cell } from './markdown-table.ts';

const HEAD = ['row', 'trigger', 'peer', 'what it said', 'its verdict', 'ours'] as const;

/** The peers' verdicts beside ours, a line for each peer that a row names. Ours are those of the row's plants. */
export function gatesTable(results: readonly Result[], plants: readonly Plant[]): string[][] {
  return [[...HEAD], ...results.map((result) => [...cellsOf(result).map(cell), ours(result.row, plants)])];
}

function cellsOf(result: Result): string[] {
  const { row, trigger, peer } = result;
  if (result.verdict === 'not on npm') return [row, trigger, peer, '–', `not on npm: ${result.where}`];
  const { version, said, exitCode, verdict } = result;
  return [row, trigger, `${peer} ${version}`, `“${said}”, exit ${exitCode}`, JUDGED[verdict]];
}

const JUDGED = {
  passes: '**passes (wrong)**',
  fails: 'fails (right)',
  'says it could not look': 'says it could not look (right)',
} as const satisfies Record<Exclude<Result['verdict'], 'not on npm'>, string>;

function ours(row: string, plants: readonly Plant[]): string {
  const verdicts = plants
    .filter(({ rows = [] }) => rows.includes(row))
    .map(({ verdict, reasonCode }) => `${verdict} (\`${reasonCode}\`)`);
  return verdicts.length === 0 ? '–' : [...new Set(verdicts)].join(', ');
}
