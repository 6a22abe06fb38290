/** `@scope/name@1.2.3` as `@scope/name` and `1.2.3`: the name ends at the first `@` that doesn’t begin it. */
export function splitSpecifier(specifier: string): { readonly name: string; readonly reference: string } {
  const at = specifier.indexOf('@', 1);
  if (at < 0) return { name: specifier, reference: '' };
  return { name: specifier.slice(0, at), reference: specifier.slice(at + 1) };
}

/** The version, where the reference is one; a folder, an archive or a commit is not. */
export function registryVersion(reference: string): string | undefined {
  return /^\d+\.\d/.test(reference) ? reference : undefined;
}
