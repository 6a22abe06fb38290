import { affects, type Advisory } from './advisory.ts';

/**
 * A version that is known to be vulnerable goes into every question: a registry that doesn’t report it has no advisories
 * at hand, whatever its status says. GHSA-xvch-5gv4-984h, published 2022-03-18, affects minimist from 1.0.0 and before
 * 1.2.6 (github/advisory-database, commit 087d6a6d9905f42eae4ff00d68ffaea31f43692b).
 */
export const CONTROL = { package: 'minimist', version: '1.2.5' } as const;

export function reportsControl(advisories: readonly Advisory[]): boolean {
  return advisories.some(
    (advisory) => advisory.package === CONTROL.package && affects(advisory, CONTROL.version),
  );
}
