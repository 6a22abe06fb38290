/** A thing without what is GitHub’s own business. */
export function without<Thing extends object, Name extends keyof Thing>(
  thing: Thing,
  ...names: Name[]
): Omit<Thing, Name> {
  const left = Object.entries(thing).filter(([name]) => !names.includes(name as Name));
  return Object.fromEntries(left) as Omit<Thing, Name>;
}
