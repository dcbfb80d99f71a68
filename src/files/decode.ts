import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { countLineEnds, LineEnds } from './line-ends.ts';

/** The bytes of a file, piece by piece. Each call reads the file anew. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;

/** What decoding has learnt; complete once the text was read to its end. */
export interface Decoding {
  /** As it is written in the report: `utf-8`, or the name that was given. */
  encoding: string;
  readonly lineEnds: LineEnds;
}

/** Unicode 16, section 23.8: a byte order mark tells the encoding. The longer marks come first. */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
const LONGEST_MARK = 4;

/** What is no text at all, by its first bytes. */
const NO_TEXT: readonly (readonly [what: string, bytes: readonly number[]])[] = [
  ['a ZIP archive, as Excel workbooks (.xlsx) are', [0x50, 0x4b, 3, 4]],
  ['an old Excel workbook (.xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['compressed (gzip)', [0x1f, 0x8b]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
];

/** iconv-lite knows these too; they encode bytes and no text. */
const NO_ENCODINGS = new Set(['base64', 'hex', 'binary', 'utf7', 'utf7imap']);

const plainName = (encoding: string): string => encoding.toLowerCase().replace(/[^a-z0-9]/g, '');
const isSame = (one: string, other: string): boolean => plainName(one) === plainName(other);
const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, place) => bytes[place] === byte);

const isEncoding = (name: string): boolean => !NO_ENCODINGS.has(plainName(name)) && iconv.encodingExists(name);

function chooseEncoding(start: Uint8Array, asked: string | undefined): { encoding: string; markLength: number } {
  if (asked !== undefined && !isEncoding(asked))
    throw new Error(`--encoding ${asked} is not known; utf-8, utf-16le and windows-1252 are some that are.`);
  const binary = NO_TEXT.find(([, bytes]) => startsWith(start, bytes));
  if (binary) throw new Error(`The file is ${binary[0]}, not text: save it as "CSV UTF-8" and take that.`);
  const marked = MARKS.find(([, mark]) => startsWith(start, mark));
  if (!marked && asked !== undefined && /^utf(16|32)$/.test(plainName(asked)))
    throw new Error(`The file has no byte order mark: say --encoding ${asked}le or ${asked}be.`);
  if (!marked) return { encoding: asked ?? 'utf-8', markLength: 0 };
  const [encoding, mark] = marked;
  // "utf-16" and "utf-32" leave the order of the bytes to the mark.
  if (asked !== undefined && !isSame(asked, encoding) && !isSame(asked, encoding.replace(/[bl]e$/, ''))) {
    throw new Error(
      `The file begins with the mark of ${encoding}, and --encoding says ${asked}: leave --encoding out.`,
    );
  }
  return { encoding, markLength: mark.length };
}

const refuseBytes = (line: number, encoding: string): never => {
  throw new Error(
    encoding === 'utf-8'
      ? `Line ${line} is not UTF-8: say with --encoding how the file is encoded, such as windows-1252 (Excel's "CSV").`
      : `Line ${line} is not ${encoding}: say with --encoding how the file is encoded.`,
  );
};

/** How many bytes a character has, by its first (RFC 3629, section 3). */
const lengthFrom = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1);

/** How many bytes at the end are the beginning of a character. */
function openTail(bytes: Buffer): number {
  const back = [1, 2, 3].find((count) => ((bytes.at(-count) ?? 0) & 0xc0) !== 0x80) ?? 0;
  return lengthFrom(bytes.at(-back) ?? 0) > back ? back : 0;
}

/** The place of the first line that is not UTF-8, from 0. A line end is one byte of its own in UTF-8. */
function badLine(bytes: Buffer): number {
  let start = 0;
  for (let end = 0; end <= bytes.length; end += 1) {
    if (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) continue;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return countLineEnds(bytes.subarray(0, start).toString('latin1'));
}

interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

/** Strict: TextDecoder and iconv-lite do not tell where a wrong byte stands. */
function utf8Decoder(lineEnds: LineEnds): Decoder {
  let rest: Buffer = Buffer.alloc(0);
  const decode = (bytes: Buffer): string => {
    if (!isUtf8(bytes)) refuseBytes(lineEnds.ended + badLine(bytes) + 1, 'utf-8');
    return bytes.toString('utf8');
  };
  return {
    write(piece) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
      const open = openTail(bytes);
      rest = bytes.subarray(bytes.length - open);
      return decode(bytes.subarray(0, bytes.length - open));
    },
    end: () => decode(rest),
  };
}

/** A character that stands for bytes which have no meaning in the encoding. */
const REPLACEMENT = '\ufffd';

function otherDecoder(encoding: string, lineEnds: LineEnds): Decoder {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  const check = (text: string): string => {
    const bad = text.indexOf(REPLACEMENT);
    if (bad >= 0) refuseBytes(lineEnds.ended + countLineEnds(text.slice(0, bad)) + 1, encoding);
    return text;
  };
  return { write: (bytes) => check(decoder.write(bytes)), end: () => check(decoder.end() ?? '') };
}

const refuseNul = (line: number, encoding: string): never => {
  const advice = encoding === 'utf-8' ? ': is the file UTF-16? Then say --encoding utf-16le' : '';
  throw new Error(`Line ${line} holds a NUL character${advice}.`);
};

async function* withStart(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  let isStarted = false;
  for await (const piece of bytes) {
    if (isStarted) {
      yield Buffer.from(piece);
      continue;
    }
    start = Buffer.concat([start, piece]);
    if (start.length < LONGEST_MARK) continue;
    isStarted = true;
    yield start;
  }
  if (!isStarted) yield start;
}

/**
 * The text of a file. Its encoding is that of its byte order mark, `--encoding`, or UTF-8, and never guessed.
 *
 * @param asked the encoding that `--encoding` names
 * @param decoding is filled while the text is read
 * @throws Error in one line that names the first line which is not text in that encoding
 */
export async function* decode(
  bytes: AsyncIterable<Uint8Array>,
  asked: string | undefined,
  decoding: Decoding,
): AsyncGenerator<string> {
  const { lineEnds } = decoding;
  let decoder: Decoder | undefined;
  const checked = (text: string): string => {
    const nul = text.indexOf('\0');
    if (nul >= 0) refuseNul(lineEnds.ended + countLineEnds(text.slice(0, nul)) + 1, decoding.encoding);
    lineEnds.add(text);
    return text;
  };
  for await (const piece of withStart(bytes)) {
    let rest = piece;
    if (!decoder) {
      const { encoding, markLength } = chooseEncoding(piece, asked);
      decoding.encoding = encoding;
      decoder = isSame(encoding, 'utf-8') ? utf8Decoder(lineEnds) : otherDecoder(encoding, lineEnds);
      rest = piece.subarray(markLength);
    }
    yield checked(decoder.write(rest));
  }
  if (decoder) yield checked(decoder.end());
}

/** What has been learnt at the beginning. */
export const newDecoding = (): Decoding => ({ encoding: 'utf-8', lineEnds: new LineEnds() });
