/** A value that neither JSON, a template string nor `console.log` can show: only `reveal` gives it. */
export interface Secret {
  reveal(): string;
}

export function secret(value: string): Secret {
  return Object.freeze({ reveal: () => value });
}
