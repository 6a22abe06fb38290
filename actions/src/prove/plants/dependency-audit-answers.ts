import { ADVISORIES, ALL_ADVISORIES, type KnownAdvisory } from '../dependency-audit/advisories.ts';
import { plantOf } from '../dependency-audit/case.ts';
import { npmProject } from '../dependency-audit/projects.ts';
import { knowing, type Behaviour } from '../dependency-audit/registry.ts';
import type { Plant } from '../plant.ts';

const CLEAN = npmProject({ dependencies: { lodash: '4.17.21' } });
const VULNERABLE = npmProject({ dependencies: { lodash: '4.17.20' } });
const well = knowing(ALL_ADVISORIES);

/** What a registry says, and what else may answer in its place. */
export const AUDIT_ANSWER_PLANTS: readonly Plant[] = [
  plantOf({
    defect: 'no advisory at all, with status 200, as a mirror without data answers',
    verdict: 'unproven',
    reasonCode: 'control-missed',
    rows: ['A5'],
    files: VULNERABLE,
    registry: always({ status: 200, body: '{}' }),
  }),
  plantOf({
    defect: 'a registry that knows an advisory of ours and not the control’s',
    verdict: 'unproven',
    reasonCode: 'control-missed',
    rows: ['A5'],
    files: CLEAN,
    registry: knowing([ADVISORIES.lodash]),
  }),
  plantOf({
    defect: 'a page of HTML with status 200, as a captive proxy answers',
    verdict: 'unproven',
    reasonCode: 'advisories-unreadable',
    files: VULNERABLE,
    registry: always({ status: 200, body: '<!doctype html>', headers: { 'content-type': 'text/html' } }),
  }),
  plantOf({
    defect: 'an error as JSON with status 200',
    verdict: 'unproven',
    reasonCode: 'advisories-unreadable',
    rows: ['A10'],
    files: VULNERABLE,
    registry: always({ status: 200, body: '{"error":{"code":"ENOAUDIT","summary":"no audit"}}' }),
  }),
  plantOf({
    defect: 'an answer whose end is missing',
    verdict: 'unproven',
    reasonCode: 'advisories-unreadable',
    rows: ['A6'],
    files: VULNERABLE,
    registry(asked, turn) {
      const { body } = well(asked, turn);
      return { status: 200, body: body.slice(0, -4) };
    },
  }),
  plantOf({
    defect:
      'a registry that breaks off in the middle of each answer, with the SARIF file of an older run lying there',
    verdict: 'unproven',
    reasonCode: 'advisories-unavailable',
    rows: ['A6'],
    files: { ...VULNERABLE, 'audit.sarif': { version: '2.1.0', runs: [] } },
    given: { sarif: 'audit.sarif' },
    registry: (asked, turn) => ({ ...well(asked, turn), isCut: true }),
  }),
  ...[404, 405, 410].map((status) =>
    plantOf({
      defect: `a registry without the endpoint, which answers ${status}`,
      verdict: 'unproven',
      reasonCode: 'advisories-unavailable',
      files: VULNERABLE,
      registry: always({ status, body: '{}' }),
    }),
  ),
  plantOf({
    defect: 'a registry that nobody listens for',
    verdict: 'unproven',
    reasonCode: 'advisories-unavailable',
    files: VULNERABLE,
    // The discard port: nothing listens there, and no test could start something by chance.
    given: { registry: 'http://127.0.0.1:9/' },
  }),
  ...[401, 403, 302].map((status) =>
    plantOf({
      defect: `a registry that refuses with status ${status}`,
      verdict: 'unproven',
      reasonCode: 'advisories-refused',
      files: VULNERABLE,
      registry: always({ status, body: '{}', headers: { location: '/elsewhere' } }),
    }),
  ),
  plantOf({
    defect: 'a registry that asks to come back in an hour',
    verdict: 'unproven',
    reasonCode: 'advisories-refused',
    files: VULNERABLE,
    registry: always({ status: 429, body: '', headers: { 'retry-after': '3600' } }),
  }),
  plantOf({
    defect: 'a registry that answers about the first thousand packages and no more',
    verdict: 'unproven',
    reasonCode: 'advisories-refused',
    rows: ['A8'],
    files: npmProject({ dependencies: manyPackages(1500) }),
    registry: (asked, turn) =>
      'package-1' in asked.packages ? well(asked, turn) : { status: 403, body: '' },
  }),
  plantOf({
    defect: 'a registry that is overloaded twice and then answers',
    verdict: 'pass',
    reasonCode: 'passed',
    files: CLEAN,
    registry: (asked, turn) => (turn < 3 ? { status: 503, body: '' } : well(asked, turn)),
  }),
  plantOf({
    defect: 'malware that the registry calls harmless, where only what is critical counts',
    verdict: 'fail',
    reasonCode: 'malware-found',
    files: npmProject({ dependencies: { 'ua-parser-js': '0.7.29' } }),
    given: { level: 'critical' },
    registry: knowing([...ALL_ADVISORIES.filter(({ cwes }) => !cwes.includes('CWE-506')), harmless()]),
  }),
  plantOf({
    defect: 'an advisory that only the second opinion knows',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    files: { ...VULNERABLE, 'osv/lodash.json': osvRecord(ADVISORIES.lodash, { fixed: '4.17.21' }) },
    given: { osv: 'osv' },
    registry: knowing([ADVISORIES.minimist]),
  }),
  plantOf({
    defect: 'a second opinion that finds something, while the registry is away',
    verdict: 'fail',
    reasonCode: 'vulnerable',
    files: { ...VULNERABLE, 'osv/lodash.json': osvRecord(ADVISORIES.lodash, { fixed: '4.17.21' }) },
    given: { osv: 'osv' },
    registry: always({ status: 405, body: '' }),
  }),
  plantOf({
    defect: 'a second opinion without a record',
    verdict: 'unproven',
    reasonCode: 'osv-unreadable',
    files: { ...CLEAN, 'osv/README.md': 'Nothing yet.' },
    given: { osv: 'osv' },
  }),
  plantOf({
    defect: 'one record of the second opinion that is cut off',
    verdict: 'unproven',
    reasonCode: 'osv-unreadable',
    rows: ['A6'],
    files: {
      ...CLEAN,
      'osv/lodash.json': osvRecord(ADVISORIES.lodash, { fixed: '4.17.21' }),
      'osv/minimist.json': '{"id": "GHSA-',
    },
    given: { osv: 'osv' },
  }),
];

function always(answer: ReturnType<Behaviour>): Behaviour {
  return () => answer;
}

function harmless(): KnownAdvisory {
  return { ...ADVISORIES['ua-parser-js'], severity: 'low' };
}

function manyPackages(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`package-${index}`, '1.0.0']));
}

function osvRecord({ id, package: name, severity }: KnownAdvisory, end: { fixed: string }): object {
  return {
    id,
    modified: '2023-01-01T00:00:00Z',
    summary: `A known weakness of ${name}`,
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, end] }],
      },
    ],
    database_specific: { severity: severity.toUpperCase() },
  };
}
