// @barecheck/core: a report’s percentage and the base’s, compared as its action does: only a drop fails.
import { fetchCoverage, parseLcovFile } from '@barecheck/core';

const base = await fetchCoverage('a project', 'main');
const { percentage } = await parseLcovFile('lcov.info');
const change = percentage - base;
console.log(`base ${base} %, now ${percentage} %, change ${change} %`);
process.exitCode = change < 0 ? 1 : 0;
