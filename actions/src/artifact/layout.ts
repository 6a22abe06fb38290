/** Where things lie in an artifact. */
export const MANIFEST_FILE = 'manifest.json';
export const ENTRY_FILE = 'server.mjs';
export const CHECK_CONFIG_FILE = 'check-config.mjs';
export const SBOM_FILE = 'sbom.cdx.json';
export const ECOSYSTEM_FILE = 'ecosystem.config.cjs';
export const MIGRATIONS_FOLDER = 'migrations';
