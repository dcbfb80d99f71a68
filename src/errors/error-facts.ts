import type { ERROR_CODES, ErrorCode } from './error-codes.ts';

/** The names in the braces of a sentence. */
type NamesIn<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends '' ? never : Name) | NamesIn<Rest>
  : never;

/**
 * What fills the placeholders of an error's sentences, each of them; never a key, a token or an attribute value. Beside
 * them an error may have `seconds`, which become `retryAfterSeconds`, and the `status` of the system that refused.
 */
export type FactsOf<Code extends ErrorCode> = {
  readonly [Name in NamesIn<(typeof ERROR_CODES)[Code]['message' | 'fix']>]: string | number;
} & { readonly seconds?: number; readonly status?: string | number };

/** The code of an error and its facts, which may be left out where its sentences have no placeholder. */
export type CodeAndFacts = {
  [Code in ErrorCode]: Record<never, never> extends FactsOf<Code>
    ? readonly [code: Code, facts?: FactsOf<Code>]
    : readonly [code: Code, facts: FactsOf<Code>];
}[ErrorCode];
