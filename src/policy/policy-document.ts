import { type Document, isNode, visit } from 'yaml';
import { parseYaml } from '../base/parse-yaml.ts';

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

/** The steps of a JSON pointer: RFC 6901. */
const stepsOf = (pointer: string): string[] => pointer.split('/').slice(1).map(unescaped);

/** @throws UnreadableDocument when the aliases of a document stand for more than they should */
function plainValue(document: Document.Parsed): unknown {
  let aliases = 0;
  visit(document, {
    Alias() {
      aliases += 1;
    },
  });
  const refuse = () => new UnreadableDocument(1, `more than ${MAX_ALIASES} aliases, or one that leads nowhere`);
  // Counted before: to follow one goes through the whole document.
  if (aliases > MAX_ALIASES) throw refuse();
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw refuse();
  }
}

/**
 * Reads YAML 1.2, of which JSON is a part. A key that stands twice is refused, as is more than one document.
 *
 * @throws UnreadableDocument
 */
export function readDocument(text: string): PolicyDocument {
  const { document, problems, more, lineAt } = parseYaml(text);
  const [wrong] = problems;
  if (wrong) throw new UnreadableDocument(wrong.line, wrong.message);
  if (!document || more > 0) throw new UnreadableDocument(1, 'it must hold exactly one document');
  const [warning] = document.warnings;
  if (warning) throw new UnreadableDocument(lineAt(warning.pos[0]), warning.message);
  return {
    value: plainValue(document),
    lineOf(pointer) {
      for (let steps = stepsOf(pointer); ; steps = steps.slice(0, -1)) {
        const node = document.getIn(steps, true);
        if (isNode(node) && node.range) return lineAt(node.range[0]);
        if (steps.length === 0) return 1;
      }
    },
  };
}
