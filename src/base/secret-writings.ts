/** Shorter texts are words that stand in innocent messages as well. */
const LEAST_HIDDEN = 8;
/** Of a key in several lines, or of an address, so much is a part worth hiding by itself. */
const LEAST_PART = 20;
/** What a JWK tells everybody: RFC 7517, section 4, RFC 7518, sections 6.2.1 and 6.3.1. */
const PUBLIC_MEMBERS: ReadonlySet<string> = new Set(['kid', 'kty', 'use', 'alg', 'crv', 'n', 'x', 'y']);

/** The secret parts of an address: password, values of its query, and long steps of its path. */
function partsOfAddress({ password, searchParams, pathname }: URL): string[] {
  const steps = pathname.split('/').filter((step) => step.length >= LEAST_PART);
  return [password, decoded(password), ...searchParams.values(), ...steps];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // An address may hold a bare %; then it is written as it is meant.
    return text;
  }
}

function membersOf(json: string): string[] {
  try {
    return Object.entries(JSON.parse(json) as object)
      .filter(([name, value]) => typeof value === 'string' && !PUBLIC_MEMBERS.has(name))
      .map(([, value]) => value as string);
  } catch {
    // It only begins like JSON.
    return [json];
  }
}

/** What is secret by itself: of a key its members or lines, of an address what it carries. */
function partsOf(secret: string): string[] {
  const text = secret.trim();
  if (text.startsWith('{')) return membersOf(text);
  const lines = text.split(/\s*\n\s*/);
  if (lines.length > 1) return lines.filter((line) => line.length >= LEAST_PART && !line.startsWith('-----'));
  const address = /^[a-z]+:\/\//i.test(text) ? URL.parse(text) : null;
  return address ? [text, ...partsOfAddress(address)] : [text];
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As it stands in the Base64 of a longer text (such as the name and password of Basic): 3 bytes become 4 letters. */
function inBase64(text: string): string[] {
  const bytes = Buffer.byteLength(text);
  return [0, 1, 2].flatMap((before) => {
    const written = Buffer.from(' '.repeat(before) + text).toString('base64');
    // The letters at both ends hold bits of what stands beside it.
    const own = written.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes) * 4) / 3));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/**
 * Every way in which another system may repeat a secret, or a part of it that is one by itself: as it is, in an
 * address, in JSON, in JSON within JSON, and in Base64.
 */
export function writingsOf(secret: string): string[] {
  const texts = partsOf(secret).filter((text) => text.length >= LEAST_HIDDEN);
  const written = texts.flatMap((text) => [
    text,
    encodeURIComponent(text.toWellFormed()),
    inJson(text),
    inJson(inJson(text)),
    ...inBase64(text),
  ]);
  return [...new Set(written)].filter((text) => text.length >= LEAST_HIDDEN);
}
