import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { rewriteWorkflow } from './rewrite-workflow.ts';

const WORKFLOW = `# Deploys.
name: deploy
on: # on purpose
  workflow_call:
    secrets:
      A_SECRET: { required: true } # asked for
      B_SECRET:
        required: true
      OTHER: { required: false }
jobs:
  deploy:
    uses: ./.github/workflows/deploy.yml
    secrets:
      A_SECRET: \${{ secrets.A_SECRET }}
      B_SECRET: \${{ secrets.B_SECRET }}
  only:
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: ./.github/actions/setup
      - uses: ./actions/deploy
        with:
          token: x
          secrets: |
            A_SECRET
            B_SECRET
        env:
          A_SECRET: \${{ secrets.A_SECRET }}
          B_SECRET: \${{ secrets.B_SECRET }}
`;
const FACING = {
  uses: { repository: 'acme/tidegate', ref: 'v1' },
  ownSecrets: ['A_SECRET', 'B_SECRET'],
  secrets: ['KEY', 'TOKEN', 'PEPPER'],
  lockFile: 'package-lock.json',
  setupNode: `actions/setup-node@${'a'.repeat(40)} # v7.0.0`,
};

interface Workflow {
  readonly on: { readonly workflow_call: { readonly secrets?: object } };
  readonly jobs: Record<
    string,
    {
      readonly secrets?: object;
      readonly steps: { uses?: string; run?: string; with?: object; env?: object }[];
    }
  >;
}

function rewritten(facing: Partial<typeof FACING> = {}): { text: string; workflow: Workflow } {
  const text = rewriteWorkflow(WORKFLOW, { ...FACING, ...facing });
  return { text, workflow: parse(text) as Workflow };
}

describe('a workflow for another repository', () => {
  it('uses the actions from where they are published, and its own workflows from beside it', () => {
    const { text } = rewritten();
    expect(text).toContain('uses: acme/tidegate/actions/deploy@v1');
    expect(text).toContain('uses: ./.github/workflows/deploy.yml');
    expect(text).not.toContain('./actions/');
  });

  it('keeps its comments, with the versions of what is pinned', () => {
    expect(rewritten().text).toMatch(
      /^# Deploys\.\nname: deploy\non: # on purpose\n[^]*# asked for\n[^]*checkout@[0-9a-f]{40} # v7\.0\.1$/m,
    );
  });

  it.each([
    ['package-lock.json', 'npm ci'],
    ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
    ['yarn.lock', 'yarn install --immutable'],
  ])('installs what %s locks by %s', (lockFile, command) => {
    const { text, workflow } = rewritten({ lockFile });
    const [, setup, install] = workflow.jobs['only']?.steps ?? [];
    expect(setup).toMatchObject({ uses: expect.stringMatching(/^actions\/setup-node@[0-9a-f]{40}$/) });
    expect(text).toMatch(/setup-node@[0-9a-f]{40} # v\d+\.\d+\.\d+$/m);
    expect(install?.run).toContain(command);
  });

  it('hands over the secrets of the other service, wherever this one’s are named', () => {
    const { text, workflow } = rewritten();
    const values = Object.fromEntries(FACING.secrets.map((name) => [name, `\${{ secrets.${name} }}`]));
    expect(workflow.on.workflow_call.secrets).toEqual({
      KEY: { required: true },
      TOKEN: { required: true },
      PEPPER: { required: true },
      OTHER: { required: false },
    });
    expect(workflow.jobs['deploy']?.secrets).toEqual(values);
    expect(workflow.jobs['only']?.steps.at(-1)).toMatchObject({
      with: { token: 'x', secrets: 'KEY\nTOKEN\nPEPPER\n' },
      env: values,
    });
    expect(text).not.toMatch(/[AB]_SECRET/);
  });

  it('names no secrets where the other service has none', () => {
    const { text, workflow } = rewritten({ secrets: [] });
    expect(workflow.jobs['deploy']).toEqual({ uses: './.github/workflows/deploy.yml' });
    expect(workflow.jobs['only']?.steps.at(-1)).toEqual({
      uses: 'acme/tidegate/actions/deploy@v1',
      with: { token: 'x' },
    });
    expect(text).not.toMatch(/[AB]_SECRET/);
  });
});
