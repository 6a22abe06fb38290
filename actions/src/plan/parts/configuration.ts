import type { Plan } from '../../pipeline/plan.ts';
import { tableOf } from '../../runner/summary.ts';
import { code, section } from '../markdown.ts';

const WORDS = [
  ['added', 'new'],
  ['removed', 'gone'],
  ['changed', 'another value'],
] as const;

/** By name alone: values are nobody's to read here. */
export function configurationPart({ configuration }: Plan): string {
  const rows = WORDS.flatMap(([kind, word]) => configuration[kind].map((name) => [code(name), word]));
  const title = `Configuration: ${configurationText(configuration)}`;
  return section(
    title,
    rows.length === 0 ? '' : tableOf({ head: ['variable', 'is'], rows, of: 'variables' }),
  );
}

export function configurationText(configuration: Plan['configuration']): string {
  const parts = WORDS.filter(([kind]) => configuration[kind].length > 0).map(
    ([kind, word]) => `${configuration[kind].length} ${word}`,
  );
  return parts.join(', ') || 'as it is';
}
