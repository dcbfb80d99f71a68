import { inspect } from 'node:util';
import { keepHidden } from './hide-secrets.ts';

/**
 * A text that must not be shown: printing, logging or serialising it yields `[secret]`, and as long as it is in use
 * `hideSecrets` takes it out of other texts.
 */
export class Secret {
  readonly #text: string;
  readonly #otherForms: readonly string[];

  /** @param otherForms other texts that are the same secret, such as the PEM of a key that is kept as a JWK */
  constructor(text: string, ...otherForms: readonly string[]) {
    this.#text = text;
    this.#otherForms = otherForms;
    keepHidden(this);
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#text;
  }

  /** Everything that is to be hidden, for `hideSecrets`. */
  texts(): readonly string[] {
    return [this.#text, ...this.#otherForms];
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
