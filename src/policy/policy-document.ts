import { isNode, LineCounter, parseDocument } from 'yaml';

/** A value with the lines that its parts stand on. */
export interface PolicyDocument {
  readonly value: unknown;
  /** The line of a part, from 1: of the nearest part around it where the pointer leads nowhere. */
  lineOf(pointer: string): number;
}

/** Where a text could not be read. */
export class UnreadableDocument extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** So that a small file cannot become a large value; the library's own limit. */
const MAX_ALIASES = 100;

const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');

/** The steps of a JSON pointer: RFC 6901. A step into a list is its number. */
const stepsOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : unescaped(step)));

/** @throws UnreadableDocument when the aliases of a document stand for more than they should */
function plainValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw new UnreadableDocument(1, `more than ${MAX_ALIASES} aliases, or one that leads nowhere`);
  }
}

/**
 * Reads YAML 1.2, of which JSON is a part. A key that stands twice is refused, as is more than one document.
 *
 * @throws UnreadableDocument
 */
export function readDocument(text: string): PolicyDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong) throw new UnreadableDocument(lines.linePos(wrong.pos[0]).line, wrong.message);
  return {
    value: plainValue(document),
    lineOf(pointer) {
      for (let steps = stepsOf(pointer); ; steps = steps.slice(0, -1)) {
        const node = document.getIn(steps, true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
        if (steps.length === 0) return 1;
      }
    },
  };
}
