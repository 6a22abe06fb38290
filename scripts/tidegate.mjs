#!/usr/bin/env node
/**
 * The command line's first file: plain JavaScript, so that a Node.js too old for the rest can say so itself.
 * The needed version is the one that package.json's `engines` asks for.
 */
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// What the libraries that verify attestations support: neither what is older nor 25.
const NEEDED = '24.15 or newer of 24, or 26 or newer';
const [major, minor] = process.versions.node.split('.').map(Number);

if (!((major === 24 && minor >= 15) || major >= 26)) {
  const message = `Expected Node.js ${NEEDED}; this is ${process.versions.node}.`;
  const remedy = 'Run `npm ci` (it brings Node.js along for Linux) and start this through `npm run`.';
  console.error(`${message}\n${remedy}`);
  if (process.argv.includes('--json')) {
    const findings = [{ code: 'node-too-old', message, remedy }];
    console.log(
      JSON.stringify({ outcome: 'refused', reasonCode: 'node-too-old', summary: message, findings }),
    );
  }
  process.exitCode = 2;
} else {
  // What Node.js made of the sources is kept between commands; where the folder can't be written, it goes on without.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tidegate', import.meta.url)));
  const { main } = await import('./cli.ts');
  await main(process.argv);
}
