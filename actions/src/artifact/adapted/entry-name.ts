const TYPESCRIPT = /\.[cm]?tsx?$/;

/** What an entry is called once it can be run. */
export function compiledName(entry: string): string {
  return entry.replace(TYPESCRIPT, '.mjs');
}

export function isTypeScript(entry: string): boolean {
  return TYPESCRIPT.test(entry);
}
