/** The environment in which every program of Node.js first runs the given module. */
export function preloaded(source: string): Record<string, string> {
  const url = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
  return { NODE_OPTIONS: `--import=${url}` };
}
