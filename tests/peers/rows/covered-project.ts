import type { Call } from '../peer-case.ts';

/** One function that the test calls, and two that it doesn’t. */
const TWO_OF_THREE_UNTESTED = ['sum', 'never', 'other'];
export const ALL_TESTED = ['sum'];

/** A project with one source file, one test, and a threshold of 80 % that jest is to hold. */
export function jestProject(options: { include?: string; functions?: readonly string[] }): Call {
  const { include, functions = TWO_OF_THREE_UNTESTED } = options;
  return {
    files: {
      'package.json': JSON.stringify({ name: 'case', version: '1.0.0' }),
      'src/sum.js': functions.map((name) => `exports.${name} = ${addition(name)};`).join('\n'),
      'src/fresh.js': `exports.fresh = ${addition('fresh')};`,
      'test/sum.test.js':
        "const { sum } = require('../src/sum.js');\ntest('adds', () => { expect(sum(1, 2)).toBe(3); });\n",
      'jest.config.json': JSON.stringify({
        collectCoverage: true,
        coverageReporters: ['text-summary'],
        coverageThreshold: { global: { functions: 80 } },
        ...(include === undefined ? {} : { collectCoverageFrom: [include] }),
      }),
    },
    command: ['jest'],
  };
}

/** The same for vitest. `thresholds` is what its configuration has of that name. */
export function vitestProject(options: {
  provider: string;
  include?: string;
  functions?: readonly string[];
  thresholds?: object;
}): Call {
  const { provider, include, functions = TWO_OF_THREE_UNTESTED, thresholds = { functions: 80 } } = options;
  const coverage = {
    enabled: true,
    provider,
    reporter: ['text-summary'],
    thresholds,
    ...(include === undefined ? {} : { include: [include] }),
  };
  return {
    files: {
      'package.json': JSON.stringify({ name: 'case', version: '1.0.0', type: 'module' }),
      'src/sum.js': functions.map((name) => `export const ${name} = ${addition(name)};`).join('\n'),
      'src/fresh.js': `export const fresh = ${addition('fresh')};`,
      'test/sum.test.js':
        "import { expect, test } from 'vitest';\nimport { sum } from '../src/sum.js';\ntest('adds', () => { expect(sum(1, 2)).toBe(3); });\n",
      'vitest.config.mjs': `export default { test: { coverage: ${JSON.stringify(coverage)} } };`,
    },
    command: ['vitest', 'run'],
  };
}

/** The same for a tool that runs a program under coverage: c8 and nyc take the same flags. */
export function checkedProgram(tool: 'c8' | 'nyc', include: string): Call {
  return {
    files: {
      'package.json': JSON.stringify({ name: 'case', version: '1.0.0' }),
      'src/sum.js': TWO_OF_THREE_UNTESTED.map((name) => `exports.${name} = ${addition(name)};`).join('\n'),
      'main.js': "require('./src/sum.js').sum(1, 2);",
    },
    command: [
      tool,
      ...['--check-coverage', '--functions', '80', '--lines', '0', '--branches', '0', '--statements', '0'],
      ...['--all', '--include', include, '--reporter', 'text-summary', 'node', 'main.js'],
    ],
  };
}

function addition(name: string): string {
  return `function ${name}(a, b) { return a + b; }`;
}
