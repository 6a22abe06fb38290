/** How often a watch looks: every `every`, the last time at the end of the window or just before it. */
export function looksIn(watch: { readonly window: number; readonly every: number }): number {
  return Math.floor(watch.window / watch.every);
}
