import { ConnectorError } from '../errors/connector-error.ts';
import { isKeyRefusal, isMissingRoute, omniMessage } from './answers.ts';
import { AnswerTooLarge, type OmniAnswer } from './transport.ts';

/**
 * Why Omni does not tell: this instance has no such route or does not know what is asked for, this key may not see it,
 * the answer is none that its description promises, or larger than can be read; it always fails while Omni answers
 * otherwise; or the pages of the list lead in a circle, or have no end.
 */
export type WithheldReason = 'missing' | 'forbidden' | 'not-understood' | 'too-large' | 'failing' | 'endless';

/** What Omni tells where it tells it, else why not: that is an answer, too. */
export type Told<Value> = { readonly value: Value } | { readonly withheld: WithheldReason };

/** A key that is good may still not be allowed to see something; one that is unknown says so in words. */
export const isForbidden = (answer: OmniAnswer): boolean =>
  answer.status === 403 && !/invalid (bearer token|api key)/i.test(omniMessage(answer, undefined));

/** An instance that does not know a parameter, or one of its values, calls the request bad. */
export const isRefusedQuery = (answer: OmniAnswer): boolean => answer.status === 400 && !isKeyRefusal(answer);

/**
 * Whether an instance says that it does not know a parameter at all. Any other refusal may be that of the one thing
 * that is asked for.
 */
export const namesUnknown = (answer: OmniAnswer, parameter: string): boolean => {
  const words = omniMessage(answer, undefined);
  return /unrecognized|unknown/i.test(words) && words.includes(parameter);
};

/** Whether an answer says that Omni does not tell. */
export const isWithheld = (answer: OmniAnswer): boolean =>
  isForbidden(answer) || isMissingRoute(answer) || isRefusedQuery(answer);

/** Whether a request has failed because its answer is larger than can be read. */
export const isTooLarge = (thrown: unknown): boolean =>
  thrown instanceof ConnectorError && thrown.cause instanceof AnswerTooLarge;

/** What an answer tells. @param read undefined where the body is not what is promised */
export function told<Value>(answer: OmniAnswer, read: (json: unknown) => Value | undefined): Told<Value> {
  if (isWithheld(answer)) return { withheld: answer.status === 403 ? 'forbidden' : 'missing' };
  const value = read(answer.json);
  return value === undefined ? { withheld: 'not-understood' } : { value };
}
