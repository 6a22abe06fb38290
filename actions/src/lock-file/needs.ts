import { z } from 'zod';
import type { Needs, Ranges } from './lock.ts';

export const ranges = z.record(z.string(), z.string()).default({});

/** The fields by which a package says what it requires: the same in package.json and in most lock files. */
export const NEEDS = {
  dependencies: ranges,
  optionalDependencies: ranges,
  peerDependencies: ranges,
} as const;

/** What is optional may be repeated among the dependencies. */
export function needsOf(fields: {
  readonly dependencies: Ranges;
  readonly optionalDependencies: Ranges;
  readonly peerDependencies?: Ranges;
}): Needs {
  const { dependencies, optionalDependencies, peerDependencies = {} } = fields;
  const firm = Object.entries(dependencies).filter(([name]) => !Object.hasOwn(optionalDependencies, name));
  return {
    dependencies: Object.fromEntries(firm),
    optional: { ...peerDependencies, ...optionalDependencies },
  };
}
