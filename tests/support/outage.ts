import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workbench } from './workbench.ts';

/** What fails while it lasts, in releases with the planted defect `outage`. */
interface Outage {
  /** Nobody is ready. */
  readonly ready?: 'fails';
  /** Whoever is live fails its users. */
  readonly users?: 'fail';
}

export async function beginOutage(bench: Workbench, environment: string, outage: Outage): Promise<void> {
  const path = outageFile(bench, environment);
  await rm(`${path}.asked`, { force: true });
  await writeFile(`${path}.draft`, JSON.stringify(outage));
  await rename(`${path}.draft`, path);
}

export async function endOutage(bench: Workbench, environment: string): Promise<void> {
  await rm(outageFile(bench, environment), { force: true });
}

/** The releases that had to say meanwhile that they are not ready. */
export async function askedInOutage(bench: Workbench, environment: string): Promise<readonly string[]> {
  const text = await readFile(`${outageFile(bench, environment)}.asked`, 'utf8').catch(() => '');
  return text.split('\n').filter((id) => id !== '');
}

function outageFile({ home }: Workbench, environment: string): string {
  return join(home, 'hosts', `${environment}.outage`);
}
