import { EXIT_CODES } from '../exit-codes.ts';
import type { KeptRelease } from '../github/releases.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Annotation } from '../runner/annotations.ts';
import type { TaskReport } from '../runner/task-action.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { GatheredRelease } from './gather-files.ts';

export function publishedReport(facts: {
  tag: string;
  kept: KeptRelease;
  gathered: GatheredRelease;
  /** The release PR. */
  pull: number | undefined;
  isNew: boolean;
}): TaskReport {
  const { tag, kept, gathered, pull, isNew } = facts;
  const { id, digest, commit } = gathered.release;
  const { url, isImmutable } = kept;
  const where =
    pull === undefined ? 'No release PR merged its commit' : `Pull request #${pull} is marked as tagged`;
  return {
    outcome: isNew ? 'done' : 'unchanged',
    reasonCode: isNew ? 'done' : 'already-published',
    summary: `${tag} is ${isNew ? 'published' : 'there already'}: ${id}. ${where}.`,
    findings: [],
    facts: { tag, url, release: id, digest, commit, immutable: isImmutable, pullRequest: pull ?? null },
    parts: [
      {
        kind: 'table',
        head: ['file', 'bytes', 'digest'],
        rows: kept.assets.map(({ name, bytes, digest: one }) => [name, String(bytes), one ?? 'none']),
        of: 'files',
      },
    ],
    annotations: isImmutable ? [] : [changeable(tag)],
    outputs: { tag, url },
    exitCode: EXIT_CODES.deployed.code,
  };
}

/** Nothing is published. */
export function refusedReport(facts: {
  tag: string;
  code: ReasonCode;
  findings: readonly Finding[];
}): TaskReport {
  const { tag, code, findings } = facts;
  return {
    outcome: 'refused',
    reasonCode: code,
    summary: `${tag} is not published: ${findings[0]?.message ?? ''}`,
    findings,
    facts: { tag },
    parts: [],
    annotations: [],
    outputs: { tag },
    exitCode: EXIT_CODES.refused.code,
  };
}

/** It is published, and GitHub keeps something else than it was given. */
export function wrongReport(facts: { tag: string; url: string; findings: readonly Finding[] }): TaskReport {
  const { tag, url, findings } = facts;
  return {
    ...refusedReport({ tag, code: 'asset-differs', findings }),
    outcome: 'frozen',
    summary: `${tag} is published, and is not what was uploaded: ${findings[0]?.message ?? ''}`,
    outputs: { tag, url },
    exitCode: EXIT_CODES.frozen.code,
  };
}

function changeable(tag: string): Annotation {
  return {
    kind: 'warning',
    title: 'publish-release',
    message: `${tag} can still be changed by whoever may write: immutable releases are off in this repository. Switch them on in its settings, under Releases.`,
  };
}
