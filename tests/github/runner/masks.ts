/** What must not be read in a log, of one job. https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/SecretMasker.cs */
export interface Masks {
  add(value: string): void;
  masked(text: string): string;
}

export function newMasks(): Masks {
  const values = new Set<string>();
  return {
    add(value) {
      if (value.trim() === '') return;
      // The whole, and each of its lines: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
      for (const each of [value, ...value.split(/\r?\n/).map((line) => line.trim())])
        if (each !== '') for (const form of formsOf(each)) values.add(form);
    },
    masked(text) {
      const longestFirst = [...values].sort((one, other) => other.length - one.length);
      return longestFirst.reduce((shown, value) => shown.replaceAll(value, '***'), text);
    },
  };
}

/** The runner knows a value in these disguises: https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs */
function formsOf(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1);
  return [value, json, encodeURIComponent(value), Buffer.from(value).toString('base64')];
}
