import {
  ADVISORY_IDS,
  KNOWS_THE_ADVISORIES,
  VULNERABLE_NPM_PROJECT,
  VULNERABLE_YARN_PROJECT,
} from '../advisories.ts';
import type { Service } from '../loopback.ts';
import type { Call } from '../peer-case.ts';

/** Each as its documents have it called, so that a high advisory is to fail. */
export const AUDITS: readonly { peer: string; call: Call; said: RegExp }[] = [
  { peer: 'npm', call: audit(['npm', 'audit']), said: /^(?:npm error )?(found 0.*|audit endpoint.*)$/m },
  { peer: 'audit-ci', call: audit(['audit-ci', '--high']), said: /^(Passed .*|code undefined:)/m },
  {
    peer: 'better-npm-audit',
    call: audit(['better-npm-audit', 'audit']),
    said: /(All good!|Unable to .*)$/m,
  },
];

export const YARN: Call = {
  files: VULNERABLE_YARN_PROJECT,
  command: ['yarn', 'npm', 'audit', '--all', '--recursive'],
  variables: { YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1', YARN_ENABLE_TELEMETRY: '0' },
};

export function audit(command: Call['command']): Call {
  return { files: VULNERABLE_NPM_PROJECT, command };
}

export function withRegistry(call: Call, service: Service): Call {
  return { ...call, service };
}

export function auditCiConfigured(configuration: object): Call {
  return {
    files: { ...VULNERABLE_NPM_PROJECT, 'audit-ci.json': JSON.stringify(configuration) },
    command: ['audit-ci', '--config', 'audit-ci.json'],
    service: KNOWS_THE_ADVISORIES,
  };
}

export function withExceptions(expiry: string): Call {
  const exceptions = ADVISORY_IDS.map((id) => [id, { active: true, notes: 'for now', expiry }] as const);
  return {
    files: { ...VULNERABLE_NPM_PROJECT, '.nsprc': JSON.stringify(Object.fromEntries(exceptions)) },
    command: ['better-npm-audit', 'audit'],
    service: KNOWS_THE_ADVISORIES,
  };
}
