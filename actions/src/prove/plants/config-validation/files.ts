import { join } from 'node:path';
import { formatConfiguration } from '../../../configuration/environment-file.ts';
import type { Plant } from '../../plant.ts';
import { goodValues, madeUp, plant, type Case } from './workbench.ts';

/** How a configuration can be written so that another is read. */
export const FILE_PLANTS: readonly Plant[] = [
  plant('a variable twice in one file', ['fail', 'variable-repeated'], () =>
    fileOf(`${formatConfiguration(goodValues())}API_KEY='${madeUp()}'\n`),
  ),
  plant('a variable in a file and among the step’s own', ['fail', 'variable-repeated'], () => ({
    inputs: { secrets: 'API_KEY' },
    variables: { API_KEY: madeUp() },
  })),
  plant('a quotation mark that is never closed', ['unproven', 'configuration-unreadable'], () =>
    fileOf(`${formatConfiguration(goodValues())}EXTRA="${madeUp()}\n`),
  ),
  plant(
    'a quotation mark that is closed lines later, and swallows what is needed',
    ['unproven', 'configuration-unreadable'],
    () =>
      fileOf(`NODE_ENV=production\nEXTRA="${madeUp()}\n${formatConfiguration(goodValues())}X="${madeUp()}\n`),
  ),
  plant('a bare value that a # cuts off', ['unproven', 'configuration-unreadable'], () =>
    fileOf(`${formatConfiguration(goodValues())}EXTRA=${madeUp()}#${madeUp()}\n`),
  ),
  plant('a file that is not there', ['unproven', 'configuration-unreadable'], () => ({
    inputs: { files: 'staging.env' },
  })),
  plant(
    'a file that is not there, and a secret with a key for fingerprints',
    ['unproven', 'configuration-unreadable'],
    () => ({
      inputs: { files: 'staging.env', secrets: 'API_KEY', 'fingerprint-key': 'PARITY_KEY' },
      variables: { API_KEY: madeUp(), PARITY_KEY: madeUp() },
    }),
  ),
  plant(
    'a file as it is saved on Windows, with export, comments and a value over several lines',
    ['pass', 'passed'],
    () => {
      const { API_KEY = '', ...rest } = goodValues();
      const key = `-----BEGIN KEY-----\r\n${API_KEY}\r\n-----END KEY-----`;
      const lines = formatConfiguration(rest)
        .trim()
        .split('\n')
        .map((line) => `export ${line} # why`);
      return fileOf(`\uFEFF# production\r\n${lines.join('\r\n')}\r\n\r\nAPI_KEY="${key}"\r\n`);
    },
  ),
  plant('nothing, in a file outside the working directory', ['pass', 'passed'], (workspace) => ({
    inputs: {
      files: join(workspace, 'production.env'),
      'working-directory': 'src',
      contract: '../check-config.mjs',
    },
    files: { 'src/server.ts': '' },
  })),
  plant('no configuration at all', ['unproven', 'configuration-missing'], () => ({ inputs: { files: '' } })),
  plant('a file without a variable', ['unproven', 'configuration-missing'], () => fileOf('# to come\n')),
];

function fileOf(text: string): Case {
  return { files: { 'production.env': text } };
}
