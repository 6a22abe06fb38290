import { ENTRY_FILE } from './layout.ts';

/**
 * How PM2 runs an unpacked release: one PM2 app a release, named after its folder. In fork mode, because the service
 * runs its own cluster. Holds no configuration: PM2 hands on the environment that it is started with.
 */
export function ecosystemFile(applicationName: string): string {
  return `const path = require('node:path');

module.exports = {
  apps: [
    {
      name: \`${applicationName}-\${path.basename(__dirname)}\`,
      cwd: __dirname,
      script: ${JSON.stringify(ENTRY_FILE)},
      exec_mode: 'fork',
      instances: 1,
      // The primary drains its workers itself; a signal to each of them would cut requests off.
      treekill: false,
      // Only an upper bound: the host ends a release that takes longer than its policy allows.
      kill_timeout: 60000,
      pmx: false,
      vizion: false,
    },
  ],
};
`;
}
