/** The lines `name=value` of an `.npmrc`; `${NAME}` stands for a variable, and comments begin with `;` or `#`. */
export function readNpmrc(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const pairs = lines.flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    if (at < 1 || /^[;#[]/.test(line)) return [];
    return [[expanded(line.slice(0, at).trim()), expanded(unquoted(line.slice(at + 1).trim()))]];
  });
  return new Map(pairs);

  function expanded(part: string): string {
    return part.replaceAll(/\$\{([^}?]+)\??\}/g, (_, name: string) => variables[name] ?? '');
  }
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}
