import { ADVISORIES } from '../dependency-audit/advisories.ts';
import { dayFromNow, plantOf } from '../dependency-audit/case.ts';
import { npmProject } from '../dependency-audit/projects.ts';
import type { Plant } from '../plant.ts';

const VULNERABLE = npmProject({ dependencies: { lodash: '4.17.20' } });

const CONTRACT = {
  advisory: ADVISORIES.lodash.id as string,
  package: 'lodash',
  versions: '<4.17.21',
  path: '. > lodash',
  owner: '@octocat',
  reason: 'Its templates are never built from what users send.',
  expires: dayFromNow(30),
};

/** What is excepted, and what only looks like it; where settings are mistaken, too. */
export const AUDIT_EXCEPTION_PLANTS: readonly Plant[] = [
  plantOf({
    defect: 'an advisory that a whole contract excepts',
    verdict: 'pass',
    reasonCode: 'passed',
    ...excepted(CONTRACT),
  }),
  plantOf({
    defect: 'an advisory that a whole contract in YAML excepts',
    verdict: 'pass',
    reasonCode: 'passed',
    files: {
      ...VULNERABLE,
      'exceptions.yml': `exceptions:\n  - ${Object.entries(CONTRACT)
        .map(([name, value]) => `${name}: ${/^[<@.]/.test(value) ? `'${value}'` : value}\n`)
        .join('    ')}`,
    },
    given: { exceptions: 'exceptions.yml' },
  }),
  plantOf({
    defect: 'a contract that ended yesterday, over what is still there',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    ...excepted({ ...CONTRACT, expires: dayFromNow(-1) }),
  }),
  plantOf({
    defect: 'a contract that ended yesterday, over what was mended',
    verdict: 'fail',
    reasonCode: 'exception-expired',
    ...excepted({ ...CONTRACT, expires: dayFromNow(-1) }),
    files: {
      ...npmProject({ dependencies: { lodash: '4.17.21' } }),
      ...exceptionsFile({ ...CONTRACT, expires: dayFromNow(-1) }),
    },
  }),
  plantOf({
    defect: 'a contract for what is no longer there',
    verdict: 'fail',
    reasonCode: 'exception-unused',
    ...excepted(CONTRACT),
    files: { ...npmProject({ dependencies: { lodash: '4.17.21' } }), ...exceptionsFile(CONTRACT) },
  }),
  ...['31/12/2020', '2026-13-45', 'never', dayFromNow(181)].map((expires) =>
    plantOf({
      defect: `a contract that ends on ${expires.startsWith('20') && !expires.includes('13') ? 'a day in 181 days' : expires}`,
      verdict: 'unproven',
      reasonCode: 'exceptions-invalid',
      rows: ['A3'],
      ...excepted({ ...CONTRACT, expires }),
    }),
  ),
  ...['GHSA', 'advisories', 'h', 'GHSA-35jh-r3h4'].map((advisory) =>
    plantOf({
      defect: `a contract for every advisory with ${advisory} in its address`,
      verdict: 'unproven',
      reasonCode: 'exceptions-invalid',
      rows: ['A4'],
      ...excepted({ ...CONTRACT, advisory }),
    }),
  ),
  plantOf({
    defect: 'a contract without an owner',
    verdict: 'unproven',
    reasonCode: 'exceptions-invalid',
    ...excepted({ ...CONTRACT, owner: '' }),
  }),
  plantOf({
    defect: 'a contract for one way to a package that comes by two',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    ...excepted({ ...CONTRACT, path: '. > underscore' }),
    files: {
      'package-lock.json': {
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { lodash: '4.17.20', underscore: '1.0.0' } },
          'node_modules/lodash': { version: '4.17.20' },
          'node_modules/underscore': { version: '1.0.0', dependencies: { lodash: '*' } },
        },
      },
      ...exceptionsFile({ ...CONTRACT, path: '. > underscore' }),
    },
  }),
  plantOf({
    defect: 'a contract for malware',
    verdict: 'fail',
    reasonCode: 'malware-found',
    files: {
      ...npmProject({ dependencies: { 'ua-parser-js': '0.7.29' } }),
      ...exceptionsFile({
        ...CONTRACT,
        advisory: ADVISORIES['ua-parser-js'].id,
        package: 'ua-parser-js',
        versions: '0.7.29',
        path: '*',
      }),
    },
    given: { exceptions: 'exceptions.json' },
  }),
  plantOf({
    defect: 'an audit-ci configuration with a level that is spelled wrong',
    verdict: 'unproven',
    reasonCode: 'exceptions-invalid',
    rows: ['A1'],
    files: { ...VULNERABLE, 'audit-ci.json': { hihg: true } },
    given: { exceptions: 'audit-ci.json' },
  }),
  plantOf({
    defect: 'an audit-ci configuration that allows an advisory, with nobody who answers for it',
    verdict: 'unproven',
    reasonCode: 'exceptions-invalid',
    files: { ...VULNERABLE, 'audit-ci.jsonc': `{\n// Known.\n"allowlist": ["${CONTRACT.advisory}",],\n}` },
    given: { exceptions: 'audit-ci.jsonc' },
  }),
  plantOf({
    defect: 'an advisory that an audit-ci configuration allows by a whole contract',
    verdict: 'pass',
    reasonCode: 'passed',
    files: { ...VULNERABLE, 'audit-ci.json': auditCi() },
    given: { exceptions: 'audit-ci.json' },
  }),
  plantOf({
    defect: 'something critical, and no level given',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    rows: ['A1'],
    files: npmProject({ dependencies: { minimist: '1.2.5' } }),
  }),
  plantOf({
    defect: 'a level that is spelled wrong',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    rows: ['A1'],
    files: VULNERABLE,
    given: { level: 'hihg' },
  }),
  plantOf({
    defect: 'a level beside a policy that says another',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    files: { ...VULNERABLE, 'tidegate.yml': 'version: 1' },
    given: { level: 'critical', policy: 'tidegate.yml' },
  }),
  plantOf({
    defect: 'a policy that can’t be understood',
    verdict: 'unproven',
    reasonCode: 'policy-invalid',
    files: { ...VULNERABLE, 'tidegate.yml': 'version: 2' },
    given: { policy: 'tidegate.yml' },
  }),
];

function excepted(contract: typeof CONTRACT): {
  files: Record<string, object>;
  given: Record<string, string>;
} {
  return {
    files: { ...VULNERABLE, ...exceptionsFile(contract) },
    given: { exceptions: 'exceptions.json' },
  };
}

function exceptionsFile(contract: object): Record<string, object> {
  return { 'exceptions.json': { exceptions: [contract] } };
}

function auditCi(): object {
  const { advisory, owner, versions, reason, expires } = CONTRACT;
  const record = { active: true, notes: reason, expiry: expires, owner, package: 'lodash', versions };
  return { high: true, allowlist: [{ [`${advisory}|lodash>*`]: record }] };
}
