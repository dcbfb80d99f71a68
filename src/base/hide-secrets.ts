import { writingsOf } from './secret-writings.ts';

/** Something whose text must not leave the process. */
interface Hidden {
  /** Its texts: one secret may be kept in several forms. */
  texts(): readonly string[];
}

const SHOWN = '[secret]';
/** A text shorter than this is hidden where it stands alone, as a password may be a part of an innocent word. */
const LEAST_PART_OF_WORD = 16;
const FILTER_BITS = 18;

/**
 * Each as long as somebody holds it: access tokens and callbacks come and go. With the ways in which it may be written,
 * once those were asked for.
 */
const held = new Map<WeakRef<Hidden>, readonly string[] | undefined>();
const forgotten = new FinalizationRegistry<WeakRef<Hidden>>((reference) => {
  held.delete(reference);
  hide = undefined;
});
/** Made when it is needed, and anew when the secrets have changed. */
let hide: ((text: string) => string) | undefined;

const isOfWord = (unit: string | undefined): boolean => /^[\p{L}\p{N}]$/u.test(unit ?? '');

/** By plain search: an error of a regular expression would repeat what it was made of. */
const hideOne = (text: string, needle: string): string =>
  text.replaceAll(needle, (_found, place: number) => {
    const isInWord = isOfWord(text[place - 1]) || isOfWord(text[place + needle.length]);
    return needle.length < LEAST_PART_OF_WORD && isInWord ? needle : SHOWN;
  });

/** One character more: four of them are seen, since older ones are shifted out of the 32 bits. */
const slide = (seen: number, text: string, place: number): number => (seen << 8) ^ text.charCodeAt(place);
/** Knuth, The Art of Computer Programming, volume 3, section 6.4: multiplicative hashing. */
const slotOf = (seen: number): number => Math.imul(seen, 0x9e3779b1) >>> (32 - FILTER_BITS);

/** Tells at once of nearly every text without a secret that it holds none: lines of the log are many. */
function filterOf(needles: readonly string[]): (text: string) => boolean {
  const beginnings = new Uint8Array(1 << FILTER_BITS);
  for (const needle of needles) {
    const seen = [0, 1, 2, 3].reduce((before, place) => slide(before, needle, place), 0);
    beginnings[slotOf(seen)] = 1;
  }
  return (text) => {
    let seen = 0;
    for (let place = 0; place < text.length; place += 1) {
      seen = slide(seen, text, place);
      if (beginnings[slotOf(seen)] === 1) return true;
    }
    return false;
  };
}

function needlesOf(reference: WeakRef<Hidden>): readonly string[] {
  const needles = held.get(reference) ?? (reference.deref()?.texts() ?? []).flatMap(writingsOf);
  held.set(reference, needles);
  return needles;
}

function searchForAll(): (text: string) => string {
  // The longest first: one may be a part of another.
  const needles = [...new Set([...held.keys()].flatMap(needlesOf))].sort((one, other) => other.length - one.length);
  if (needles.length === 0) return (text) => text;
  const mayHold = filterOf(needles);
  return (text) => (mayHold(text) ? needles.reduce(hideOne, text) : text);
}

/** From now on `hideSecrets` finds it, as long as it is in use. */
export function keepHidden(secret: Hidden): void {
  const reference = new WeakRef(secret);
  held.set(reference, undefined);
  forgotten.register(secret, reference);
  hide = undefined;
}

/**
 * A text with `[secret]` in place of every secret that the process holds, in whatever way it is written there. For
 * texts that leave the process and hold words of others: what another system answers, errors, lines of the log.
 */
export function hideSecrets(text: string): string {
  hide ??= searchForAll();
  return hide(text);
}
