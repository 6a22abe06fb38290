import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { startProblems } from './calls.ts';
import { all } from './permissions.ts';
import { readWorkflow, type Workflow } from './read-workflow.ts';

const folder = new URL('../../../.github/workflows/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.yml'));

async function readAll(): Promise<Map<string, Workflow>> {
  const paths = names.map((name) => [`.github/workflows/${name}`, new URL(name, folder)] as const);
  const read = paths.map(
    async ([path, file]) => [path, await readWorkflow(path, await readFile(file, 'utf8'))] as const,
  );
  return new Map(await Promise.all(read));
}

test.each(names)('GitHub would start this repository’s %s', async (name) => {
  const workflows = await readAll();
  const workflow = workflows.get(`.github/workflows/${name}`)!;
  expect(workflow.jobs.length).toBeGreaterThan(0);
  expect(startProblems({ workflow, allowed: all('write'), find: (path) => workflows.get(path) })).toEqual([]);
});

test('a called workflow of this repository that got fewer permissions would not start', async () => {
  const workflows = await readAll();
  const workflow = workflows.get('.github/workflows/deploy.yml')!;
  const caller = { ...workflows.get('.github/workflows/pipeline.yml')! };
  const jobs = caller.jobs.map((job) => ({ ...job, fields: { ...job.fields, permissions: {} } }));
  expect(workflow.problems).toEqual([]);
  const problems = startProblems({
    workflow: { ...caller, jobs },
    allowed: all('write'),
    find: (path) => workflows.get(path),
  });
  expect(problems.join()).toContain(
    "deploy.yml: the nested job 'deploy' requests deployments: write, but is allowed none",
  );
});
