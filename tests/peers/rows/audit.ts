import { KNOWS_NOTHING, KNOWS_THE_ADVISORIES, registry, VULNERABLE_NPM_PROJECT } from '../advisories.ts';
import { json, type Answer } from '../loopback.ts';
import type { PeerCase, Row } from '../peer-case.ts';
import { audit, auditCiConfigured, AUDITS, withExceptions, withRegistry, YARN } from './audit-calls.ts';

const OSV_ACTION = { peer: 'osv-scanner-action', where: 'a GitHub action' };
const DEPENDENCY_REVIEW = { peer: 'dependency-review-action', where: 'a GitHub action' };

const OUTAGES: Readonly<Record<string, Answer>> = {
  'the registry answers 503': json({ error: 'unavailable' }, 503),
  'the registry answers 410, as for endpoints that were retired': json({ error: 'gone' }, 410),
  'the registry answers with a page of HTML': {
    status: 200,
    type: 'text/html',
    body: '<html><body>Sign in</body></html>',
  },
};

export const AUDIT_ROWS: readonly Row[] = [
  {
    row: 'A1',
    trigger: 'no level was given',
    peers: [
      {
        peer: 'audit-ci',
        call: withRegistry(audit(['audit-ci']), KNOWS_THE_ADVISORIES),
        contrast: audit(['audit-ci', '--high']),
        said: /^Passed .*$/m,
      },
      {
        peer: 'audit-ci',
        trigger: 'the level is mistyped in its configuration',
        call: auditCiConfigured({ hihg: true }),
        contrast: auditCiConfigured({ high: true }),
        said: /^Passed .*$/m,
      },
    ],
  },
  {
    row: 'A2',
    trigger: 'a project of Yarn 4',
    peers: [
      {
        peer: 'audit-ci',
        call: { ...withRegistry(YARN, KNOWS_THE_ADVISORIES), command: ['audit-ci', '--high'] },
        contrast: { files: VULNERABLE_NPM_PROJECT },
        said: /^Passed .*$/m,
      },
    ],
  },
  {
    row: 'A3',
    trigger: 'an exception whose expiry is no date',
    peers: [
      {
        peer: 'better-npm-audit',
        call: withExceptions('31/12/2020'),
        contrast: withExceptions('2020-12-31'),
        said: /(All good!)$/m,
      },
    ],
  },
  {
    row: 'A4',
    trigger: 'an exception that is a part of every advisory’s address',
    peers: [
      {
        peer: 'better-npm-audit',
        call: withRegistry(audit(['better-npm-audit', 'audit', '-x', 'GHSA']), KNOWS_THE_ADVISORIES),
        contrast: audit(['better-npm-audit', 'audit', '-x', 'GHSA-0000-0000-0000']),
        said: /(All good!)$/m,
      },
    ],
  },
  {
    row: 'A5',
    trigger: 'a registry that knows no advisory answers {}',
    peers: [
      ...AUDITS.map(({ peer, call, said }) => ({
        peer,
        call: withRegistry(call, KNOWS_NOTHING),
        contrast: { service: KNOWS_THE_ADVISORIES },
        said,
      })),
      {
        peer: '@yarnpkg/cli-dist',
        call: withRegistry(YARN, KNOWS_NOTHING),
        contrast: { service: KNOWS_THE_ADVISORIES },
        said: /No audit suggestions/,
      },
    ],
  },
  { row: 'A6', trigger: 'the scanner crashes', peers: [OSV_ACTION] },
  { row: 'A7', trigger: 'no package could be read', peers: [{ peer: 'osv-scanner', where: 'a Go program' }] },
  { row: 'A8', trigger: 'the dependency snapshot comes late', peers: [DEPENDENCY_REVIEW] },
  { row: 'A9', trigger: 'an advisory about a development dependency', peers: [DEPENDENCY_REVIEW] },
  {
    row: 'A10',
    trigger: 'the audit could not be made',
    peers: [
      ...Object.entries(OUTAGES).flatMap(([trigger, answer]) =>
        AUDITS.map(({ peer, call, said }): PeerCase => ({
          peer,
          trigger,
          call: withRegistry(call, registry(answer)),
          contrast: { service: KNOWS_NOTHING },
          said,
        })),
      ),
      {
        peer: 'npm',
        trigger: 'the registry answers 503, and a script counts npm’s `vulnerabilities ?? {}`',
        call: withRegistry(
          audit(['node', '{drivers}/count-vulnerabilities.mjs']),
          registry(json({ error: 'unavailable' }, 503)),
        ),
        contrast: { service: KNOWS_THE_ADVISORIES },
        said: /^\d+ vulnerable packages$/m,
      },
    ],
  },
];
