// istanbul-lib-coverage alone: the summary of the map in coverage.json, held against a threshold as its users do.
import { readFileSync } from 'node:fs';
import coverage from 'istanbul-lib-coverage';

const map = coverage.createCoverageMap(JSON.parse(readFileSync('coverage.json', 'utf8')));
const { pct } = map.getCoverageSummary().lines;
console.log(`lines: ${pct} %, threshold 80 %`);
process.exitCode = pct < 80 ? 1 : 0;
