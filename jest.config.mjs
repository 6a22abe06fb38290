/** Everything Jest runs, by project: `npm test` runs the quick ones, the slow suites have scripts of their own. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // @swc/jest with `sourceMaps` set maps lines wrongly, so the option stays out.
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/\\.tidegate/'],
  modulePathIgnorePatterns: ['<rootDir>/.tidegate/', '<rootDir>/actions/dist/', '<rootDir>/app/dist/'],
};

export default {
  coverageProvider: 'babel',
  // For what never ends: a test that starts two or three processes takes longer than the usual 5 s where other suites run.
  testTimeout: 60_000,
  testSequencer: './tests/support/longest-first.mjs',
  collectCoverageFrom: ['actions/src/**/*.ts', 'app/src/**/*.ts', '!**/*.test.ts'],
  projects: [
    {
      ...shared,
      displayName: 'engine',
      testMatch: ['<rootDir>/actions/src/**/*.test.ts', '<rootDir>/scripts/**/*.test.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.fuzz\\.test\\.ts$'],
    },
    { ...shared, displayName: 'app', testMatch: ['<rootDir>/app/src/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'gates',
      testMatch: ['<rootDir>/tests/{gates,peers}/**/*.test.ts', '<rootDir>/actions/src/**/*.fuzz.test.ts'],
    },
    { ...shared, displayName: 'acceptance', testMatch: ['<rootDir>/tests/acceptance/**/*.test.ts'] },
    { ...shared, displayName: 'github', testMatch: ['<rootDir>/tests/github/**/*.test.ts'] },
    { ...shared, displayName: 'faults', testMatch: ['<rootDir>/tests/faults/**/*.test.ts'] },
  ],
};
