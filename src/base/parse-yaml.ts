import { Composer, type CST, type Document, isScalar, LineCounter, Parser, visit } from 'yaml';
import { shownText } from './shown-text.ts';

/** What is wrong with a text, and where. */
export interface YamlProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** A text as far as it could be read. */
export interface YamlText {
  /** Undefined where it is nested deeper than anything that is meant. */
  readonly document: Document.Parsed | undefined;
  readonly problems: readonly YamlProblem[];
  /** Documents beyond the first. */
  readonly more: number;
  /** The line of an offset, from 1. */
  lineAt(offset: number): number;
}

/** The library composes by recursion: far deeper than this it fills the stack. */
const MAX_DEPTH = 200;
/** The library's own words repeat what it refuses, line ends included. */
const MOST_CHARACTERS = 200;

class TooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

/** What stands right inside of a part. */
function* inside(token: CST.Token): Generator<CST.Token> {
  if (token.type === 'document' && token.value) yield token.value;
  if (!('items' in token)) return;
  for (const { key, value } of token.items) {
    if (key) yield key;
    if (value) yield value;
  }
}

/** @throws TooDeep; without recursion, as the depth is what is asked */
function refuseDeep(token: CST.Token): void {
  const open = [{ token, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { depth } = next;
    if (depth > MAX_DEPTH) throw new TooDeep('offset' in next.token ? next.token.offset : 0);
    for (const part of inside(next.token)) open.push({ token: part, depth: depth + 1 });
  }
}

function* notDeep(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  for (const token of tokens) {
    refuseDeep(token);
    yield token;
  }
}

/**
 * Keys that stand twice in one map. The library compares each with each, which takes minutes for a megabyte of them.
 */
function repeatedKeys(document: Document.Parsed, lineAt: YamlText['lineAt']): YamlProblem[] {
  const found: YamlProblem[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push({ line: lineAt(key.range?.[0] ?? 0), message: 'Map keys must be unique' });
        seen.add(key.value);
      }
    },
  });
  return found;
}

/**
 * Parses YAML 1.2, of which JSON is a part, in a time that grows with the length of the text alone, whatever it holds.
 * A broken text gives what could be read of it.
 */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const tokens = new Parser(lines.addNewLine).parse(text);
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  try {
    const [document, ...more] = composer.compose(notDeep(tokens), true, text.length) as Iterable<Document.Parsed>;
    if (!document) return { document, problems: [], more: 0, lineAt };
    const broken = document.errors.map(({ pos, message }) => ({
      line: lineAt(pos[0]),
      message: shownText(message.replaceAll(/\s+/g, ' '), MOST_CHARACTERS),
    }));
    return { document, problems: [...broken, ...repeatedKeys(document, lineAt)], more: more.length, lineAt };
  } catch (thrown) {
    if (!(thrown instanceof TooDeep)) throw thrown;
    const problem = { line: lineAt(thrown.offset), message: `more than ${MAX_DEPTH} levels` };
    return { document: undefined, problems: [problem], more: 0, lineAt };
  }
}
