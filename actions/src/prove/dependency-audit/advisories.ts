/** What a registry knows of one package’s versions. */
export interface KnownAdvisory {
  readonly id: string;
  readonly package: string;
  readonly severity: 'low' | 'moderate' | 'high' | 'critical';
  readonly cwes: readonly string[];
  readonly ranges: readonly string[];
}

/**
 * Facts of github/advisory-database, read off its records at the commits that stand beside them. More ranges than one are
 * answered as so many advisories of one id.
 */
export const ADVISORIES = {
  // 029abdf94a5744e523a299bc677b669e6a408976, published 2021-05-06
  lodash: {
    id: 'GHSA-35jh-r3h4-6jhm',
    package: 'lodash',
    severity: 'high',
    cwes: ['CWE-77', 'CWE-94'],
    ranges: ['<4.17.21'],
  },
  // 087d6a6d9905f42eae4ff00d68ffaea31f43692b, published 2022-03-18
  minimist: {
    id: 'GHSA-xvch-5gv4-984h',
    package: 'minimist',
    severity: 'critical',
    cwes: ['CWE-1321'],
    ranges: ['>=1.0.0 <1.2.6', '<0.2.4'],
  },
  // 1086b8e4a93c104ee7f68479be6c3d0e2065c225, published 2023-06-21
  semver: {
    id: 'GHSA-c2qf-rxjj-qqgw',
    package: 'semver',
    severity: 'moderate',
    cwes: ['CWE-1333'],
    ranges: ['>=7.0.0 <7.5.2', '>=6.0.0 <6.3.1', '<5.7.2'],
  },
  // 293f47f73d8abad5769f6067b9f1cd950cc702c8, published 2021-10-22
  'ua-parser-js': {
    id: 'GHSA-pjwm-rvh2-c87w',
    package: 'ua-parser-js',
    severity: 'critical',
    cwes: ['CWE-506'],
    ranges: ['>=0.7.29 <0.7.30', '>=0.8.0 <0.8.1', '>=1.0.0 <1.0.1'],
  },
  // 42d08c6b6645260f04b627e0aa56c70be735b69b, published 2024-10-04
  cookie: {
    id: 'GHSA-pxg6-pf52-xh8x',
    package: 'cookie',
    severity: 'low',
    cwes: ['CWE-74'],
    ranges: ['<0.7.0'],
  },
} as const satisfies Record<string, KnownAdvisory>;

export const ALL_ADVISORIES: readonly KnownAdvisory[] = Object.values(ADVISORIES);
