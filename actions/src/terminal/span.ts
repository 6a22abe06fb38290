import { duration } from './table.ts';

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

/** A length of time that may be days, in milliseconds: in the largest unit of which there are two or more. */
export function span(milliseconds: number): string {
  const unit = UNITS.find(([size]) => milliseconds >= 2 * size);
  if (unit === undefined) return duration(milliseconds);
  const [size, name] = unit;
  return `${(milliseconds / size).toFixed(1)} ${name}`;
}
