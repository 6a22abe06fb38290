import { json, type Answer, type Service } from './loopback.ts';

/**
 * Facts of github/advisory-database: package, title, severity, CWE, CVSS and range, of
 * GHSA-xvch-5gv4-984h at commit 087d6a6d9905f42eae4ff00d68ffaea31f43692b and of
 * GHSA-35jh-r3h4-6jhm at commit 029abdf94a5744e523a299bc677b669e6a408976. The numbers are ours: only npm has those.
 */
const ADVISORIES = {
  minimist: {
    id: 1,
    ghsa: 'GHSA-xvch-5gv4-984h',
    title: 'Prototype Pollution in minimist',
    severity: 'critical',
    range: '>=1.0.0 <1.2.6',
    cwe: ['CWE-1321'],
    cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    versions: ['1.2.5', '1.2.6'],
  },
  lodash: {
    id: 2,
    ghsa: 'GHSA-35jh-r3h4-6jhm',
    title: 'Command Injection in lodash',
    severity: 'high',
    range: '<4.17.21',
    cwe: ['CWE-77', 'CWE-94'],
    cvss: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
    versions: ['4.17.20', '4.17.21'],
  },
} as const;

/** The two advisories, as their keys are in exception lists. */
export const ADVISORY_IDS = Object.values(ADVISORIES).map(({ ghsa }) => ghsa);

/** One dependency with a critical advisory and one with a high one. */
const DEPENDENCIES = { lodash: '4.17.20', minimist: '1.2.5' };

export const VULNERABLE_NPM_PROJECT = {
  'package.json': JSON.stringify({ name: 'case', version: '1.0.0', dependencies: DEPENDENCIES }),
  'package-lock.json': JSON.stringify({
    name: 'case',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'case', version: '1.0.0', dependencies: DEPENDENCIES },
      'node_modules/lodash': { version: DEPENDENCIES.lodash },
      'node_modules/minimist': { version: DEPENDENCIES.minimist },
    },
  }),
};

/** The same project for Yarn 4, in the form of its own lock file. */
export const VULNERABLE_YARN_PROJECT = {
  'package.json': VULNERABLE_NPM_PROJECT['package.json'],
  'yarn.lock': [
    '__metadata:\n  version: 10\n  cacheKey: 10c0\n',
    yarnEntry('case@workspace:.', {
      version: '0.0.0-use.local',
      dependencies: Object.entries(DEPENDENCIES),
      languageName: 'unknown',
      linkType: 'soft',
    }),
    ...Object.entries(DEPENDENCIES).map(([name, version]) =>
      yarnEntry(`${name}@npm:${version}`, { version, languageName: 'node', linkType: 'hard' }),
    ),
  ].join('\n'),
};

/** Answers the audit’s question, and, as a registry does, the one for the packages’ versions. */
export function registry(audit: Answer): Service {
  return ({ method, path }) => (method === 'GET' ? packument(path.slice(1)) : audit);
}

export const KNOWS_THE_ADVISORIES = registry(
  json(
    Object.fromEntries(
      Object.entries(ADVISORIES).map(([name, { id, ghsa, title, severity, range, cwe, cvss }]) => [
        name,
        [
          {
            id,
            url: `https://github.com/advisories/${ghsa}`,
            title,
            severity,
            vulnerable_versions: range,
            cwe,
            cvss: { score: 0, vectorString: cvss },
          },
        ],
      ]),
    ),
  ),
);

export const KNOWS_NOTHING = registry(json({}));

function packument(name: string): Answer {
  if (name !== 'lodash' && name !== 'minimist') return json({ error: 'not found' }, 404);
  const { versions } = ADVISORIES[name];
  return json({
    name,
    'dist-tags': { latest: versions[1] },
    versions: Object.fromEntries(versions.map((version) => [version, { name, version, dist: {} }])),
  });
}

function yarnEntry(
  resolution: string,
  facts: {
    version: string;
    dependencies?: readonly (readonly [string, string])[];
    languageName: string;
    linkType: string;
  },
): string {
  const { version, dependencies = [], languageName, linkType } = facts;
  return [
    `"${resolution}":`,
    `  version: ${version}`,
    `  resolution: "${resolution}"`,
    ...(dependencies.length === 0 ? [] : ['  dependencies:']),
    ...dependencies.map(([name, wanted]) => `    ${name}: "npm:${wanted}"`),
    `  languageName: ${languageName}`,
    `  linkType: ${linkType}\n`,
  ].join('\n');
}
