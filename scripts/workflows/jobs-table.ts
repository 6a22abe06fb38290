import { basename } from 'node:path';
import { cell } from '../markdown-table.ts';
import type { Repository } from './rule.ts';
import { isRecord } from './rules/jobs.ts';
import { jobsOf, type PlacedJob, type WorkflowFile } from './workflow-file.ts';

/** Every job, what it may, and why: from the comments that stand beside the permissions. */
export function jobsTable({ files }: Pick<Repository, 'files'>): string[][] {
  return [
    ['workflow', 'job', 'environment', 'what it may, and why'],
    ...files.flatMap((file) =>
      jobsOf(file).map((each) => [
        `\`${basename(file.path, '.yml')}\``,
        cell(each.job.name ?? each.id),
        cell(environmentOf(each)),
        cell(permissionsOf(file, each)),
      ]),
    ),
  ];
}

function environmentOf({ job }: PlacedJob): string {
  const name = isRecord(job.environment) ? String(job.environment['name']) : '';
  return name.includes('${{') ? 'the one asked for' : name;
}

function permissionsOf(file: WorkflowFile, { job, place }: PlacedJob): string {
  if (job.uses !== undefined) return `what \`${basename(job.uses, '.yml')}\` says`;
  const lines = file.text.split('\n');
  const granted = Object.entries(isRecord(job.permissions) ? job.permissions : {}).map(([scope, level]) => {
    const line = lines[file.lineOf([...place, 'permissions', scope]) - 1] ?? '';
    return `\`${scope}: ${String(level)}\` ${line.split(' # ')[1] ?? ''}`;
  });
  return granted.length === 0 ? 'nothing' : granted.join('; ');
}
