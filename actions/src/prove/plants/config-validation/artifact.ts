import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECK_CONFIG_FILE, ENTRY_FILE, SBOM_FILE } from '../../../artifact/layout.ts';
import { makeManifest } from '../../../artifact/make-manifest.ts';
import { packFiles, plainFile } from '../../../artifact/pack.ts';
import { configurationHash } from '../../../configuration/environment-file.ts';
import type { ContractVariable } from '../../../configuration/facts.ts';
import type { Plant } from '../../plant.ts';
import { fingerprintsOf } from './fingerprints.ts';
import { running } from './running.ts';
import { DECLARED, goodValues, laxContract, madeUp, plant, type Case } from './workbench.ts';

/** The contract that an artifact carries, or should. */
export const ARTIFACT_PLANTS: readonly Plant[] = [
  plant('nothing, by the contract inside an artifact', ['pass', 'passed'], (workspace) =>
    withArtifact(workspace, {}),
  ),
  plant(
    'a placeholder, which the contract inside an artifact lets through',
    ['fail', 'placeholder-value'],
    async (workspace) => ({
      ...(await withArtifact(workspace, {})),
      values: { API_KEY: 'your_api_key' },
    }),
  ),
  plant(
    'an artifact that is not the one that was meant',
    ['unproven', 'digest-mismatch'],
    async (workspace) => {
      const made = await withArtifact(workspace, {});
      return { inputs: { ...made.inputs, 'artifact-digest': digestOf(madeUp()) } };
    },
  ),
  plant('a file that is no artifact', ['unproven', 'artifact-unreadable'], async (workspace) => {
    const text = madeUp();
    await writeFile(join(workspace, 'artifact.tgz'), text);
    return { inputs: { contract: '', artifact: 'artifact.tgz', 'artifact-digest': digestOf(text) } };
  }),
  plant(
    'a process of another artifact, with the configuration that was looked at',
    ['fail', 'running-differs'],
    async (workspace) => {
      const values = goodValues();
      const made = await withArtifact(workspace, {});
      const other = { configHash: configurationHash(values), release: { digest: digestOf(madeUp()) } };
      const { close, inputs } = await running(other);
      return { values, inputs: { ...made.inputs, ...inputs }, ...(close === undefined ? {} : { close }) };
    },
  ),
  plant('fingerprints of another artifact', ['unproven', 'parity-unproven'], async (workspace) => {
    const made = await withArtifact(workspace, {});
    return {
      inputs: { ...made.inputs, mirrors: 'staging.json' },
      files: { 'staging.json': fingerprintsOf({ artifact: digestOf(madeUp()) }) },
    };
  }),
  plant('an artifact that is not there', ['unproven', 'artifact-unreadable'], () => ({
    inputs: { contract: '', artifact: 'artifact.tgz', 'artifact-digest': digestOf(madeUp()) },
  })),
  plant('an artifact whose contract declares no variable', ['unproven', 'contract-missing'], (workspace) =>
    withArtifact(workspace, { variables: [] }),
  ),
  plant('no contract', ['unproven', 'contract-missing'], () => ({ inputs: { contract: '' } })),
  plant('a contract that crashes', ['unproven', 'build-incomplete'], (workspace) =>
    withArtifact(workspace, { program: 'throw new Error(Object.values(process.env).join())' }),
  ),
  plant('a contract that prints the values that it refuses', ['fail', 'configuration-invalid'], (workspace) =>
    withArtifact(workspace, { program: TELLTALE }),
  ),
  plant('a contract that passes and finds a problem', ['unproven', 'build-incomplete'], (workspace) =>
    withArtifact(workspace, {
      program: `console.log('{"verdict":"pass","problems":[{"variable":"A","message":"b","remedy":"c"}]}')`,
    }),
  ),
];

const TELLTALE = `
  const { API_KEY, DATABASE_URL } = process.env;
  const message = 'Bad: ' + [API_KEY, encodeURIComponent(DATABASE_URL), Buffer.from(API_KEY).toString('base64')].join(' ');
  console.log(JSON.stringify({ verdict: 'fail', problems: [{ variable: 'API_KEY', message, remedy: JSON.stringify(DATABASE_URL) }] }));
  process.exitCode = 1;`;

async function withArtifact(
  workspace: string,
  {
    variables = DECLARED,
    program = laxContract(),
  }: { variables?: readonly ContractVariable[]; program?: string },
): Promise<Case> {
  const files = [
    plainFile(CHECK_CONFIG_FILE, program),
    plainFile(ENTRY_FILE, 'export {};\n'),
    plainFile(SBOM_FILE, '{}\n'),
  ];
  const manifest = makeManifest({
    identity: { name: 'planted', version: '1.0.0' },
    commit: 'c'.repeat(40),
    sourceHash: digestOf('sources'),
    schemaMin: 0,
    migrations: [],
    contract: { variables: [...variables] },
    files,
  });
  const archive = await packFiles(
    [plainFile('manifest.json', JSON.stringify(manifest)), ...files],
    join(workspace, 'staging'),
  );
  await writeFile(join(workspace, 'artifact.tgz'), archive);
  return {
    inputs: {
      contract: '',
      artifact: 'artifact.tgz',
      'artifact-digest': digestOf(archive),
      release: '1.0.0-ccccccc-00000000',
    },
  };
}

function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
