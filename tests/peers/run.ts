import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CATALOGUE } from './catalogue.ts';
import { withInstalledPeers, type InstalledPeers } from './installed-peers.ts';
import { RESULTS_FILE, resultsText, type Result } from './results.ts';
import { runCase } from './run-case.ts';

/**
 * Runs every peer that npm has on the defects of the catalogue, and writes what they said to results.json. With `--check` it
 * writes nothing and fails when something differs from what is written there.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted.abort();
  });
}
try {
  console.log('Installing the peers');
  const results = await withInstalledPeers(interrupted.signal, measureAll);
  if (values.check) await compare(resultsText(results));
  else await writeFile(RESULTS_FILE, resultsText(results));
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
}

async function measureAll(installed: InstalledPeers): Promise<Result[]> {
  const measured: Result[] = [];
  for (const { row, trigger, peers } of CATALOGUE) {
    for (const each of peers) {
      if ('where' in each) measured.push({ row, trigger, ...each, verdict: 'not on npm' });
      else {
        const result = await runCase({ row, trigger: each.trigger ?? trigger }, each, installed);
        console.log(`${row}: ${each.peer}: ${result.verdict}`);
        measured.push(result);
      }
    }
  }
  return measured;
}

async function compare(text: string): Promise<void> {
  const written = await readFile(RESULTS_FILE, 'utf8');
  if (written === text) return;
  const known = new Set(entriesOf(written));
  for (const entry of entriesOf(text)) if (!known.has(entry)) console.error(`Differs: ${entry}`);
  console.error(
    'Expected what tests/peers/results.json says. Run `npm run peers` and commit what it writes.',
  );
  process.exitCode = 1;
}

function entriesOf(text: string): string[] {
  return (JSON.parse(text) as unknown[]).map((entry) => JSON.stringify(entry));
}
