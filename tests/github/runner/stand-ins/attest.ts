import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { StandIn, StandInCall } from '../stand-in.ts';

export interface Signing {
  readonly subjects: readonly { readonly name: string; readonly sha256: string }[];
  readonly predicateType: string | undefined;
  readonly predicate: unknown;
  readonly call: StandInCall;
}

/** The test signs, and stores where its GitHub has attestations. Gives the bundle. https://github.com/actions/attest/blob/main/README.md */
export function attest(sign: (signing: Signing) => Promise<unknown>): StandIn {
  return async (call) => {
    const { inputs, permissions, temporary } = call;
    const missing = ['id-token', 'attestations'].filter((scope) => permissions[scope] !== 'write');
    if (missing.length > 0) throw new Error(`attest needs the permission ${missing.join(', ')}: write.`);
    const bundle = await sign({
      subjects: subjectsOf(call),
      predicateType: inputs['predicate-type'],
      predicate: predicateOf(call),
      call,
    });
    const path = join(temporary, `${randomUUID()}.attestation.json`);
    await writeFile(path, JSON.stringify(bundle));
    return { 'bundle-path': path, 'attestation-id': '1' };
  };
}

function subjectsOf({ inputs, workspace }: StandInCall): Signing['subjects'] {
  const { 'subject-digest': digest, 'subject-name': name, 'subject-path': path } = inputs;
  if ((digest === undefined) === (path === undefined))
    throw new Error('One of subject-path and subject-digest must be given.');
  if (path !== undefined) {
    const bytes = readFileSync(resolve(workspace, path));
    return [{ name: basename(path), sha256: createHash('sha256').update(bytes).digest('hex') }];
  }
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(digest ?? '') ?? [];
  if (sha256 === undefined || name === undefined || name === '')
    throw new Error('subject-digest must be sha256:<hex>, with a subject-name.');
  return [{ name, sha256 }];
}

function predicateOf({ inputs, workspace }: StandInCall): unknown {
  const { predicate, 'predicate-path': path } = inputs;
  if (predicate !== undefined) return JSON.parse(predicate) as unknown;
  return path === undefined
    ? undefined
    : (JSON.parse(readFileSync(resolve(workspace, path), 'utf8')) as unknown);
}
