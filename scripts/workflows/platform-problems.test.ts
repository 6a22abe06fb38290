import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { platformProblems } from './platform-problems.ts';
import { readRepository } from './read-repository.ts';
import { readWorkflowFile } from './workflow-file.ts';

const repository = await readRepository(fileURLToPath(new URL('../..', import.meta.url)));

test('GitHub’s language service has nothing to say of the workflows as they are', async () => {
  expect(await platformProblems(repository)).toEqual([]);
});

test.each([
  ['a queue that would be cut off', 'deploy.yml', 'cancel-in-progress: false', 'cancel-in-progress: true'],
  ['a need that is not there', 'pipeline.yml', 'needs: plan\n', 'needs: planned\n'],
  [
    'an input that the called workflow lacks',
    'pipeline.yml',
    '      environment: staging\n',
    '      environment: staging\n      stage: staging\n',
  ],
  ['a required input that is not given', 'pipeline.yml', '      environment: staging\n', ''],
  [
    'an environment on a call',
    'pipeline.yml',
    '    name: Staging\n',
    '    name: Staging\n    environment: staging\n',
  ],
  [
    'an expression in an action’s description, at which the runner refuses to load it',
    'actions/config-validation/action.yml',
    '`toJSON(vars)`',
    '`${{ toJSON(vars) }}`',
  ],
])('reports %s', async (_what, name, from, to) => {
  const files = repository.files.map((file) => {
    if (!file.path.endsWith(name)) return file;
    expect(file.text).toContain(from);
    return readWorkflowFile(
      file.path,
      file.text.replace(from, () => to),
    );
  });
  const problems = await platformProblems({ ...repository, files });
  expect(problems.map(({ path }) => path).filter((path) => !path.endsWith(name))).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
});
