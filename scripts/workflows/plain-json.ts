import { registerHooks } from 'node:module';

/** GitHub's language service imports JSON without the attribute that Node.js demands. Import it after this. */
export function allowPlainJson(): void {
  registerHooks({
    load(url, context, nextLoad) {
      const attributes = url.endsWith('.json') ? { type: 'json' } : context.importAttributes;
      return nextLoad(url, { ...context, importAttributes: attributes });
    },
  });
}
