/** As wide as the formatter makes code; it leaves comments as they are. */
const WIDTH = 120;
const ONE_LINE = /^(\s*)\/\*\* (.+) \*\/$/;
const IN_BLOCK = /^(\s*\* +)(\S.*)$/;
const LINE = /^(\s*\/\/ )(\S.*)$/;
/** Words to a tool, which reads one line. */
const DIRECTIVE = /^(@ts-|biome-ignore|prettier-ignore)/;
/** Begins a paragraph of its own. */
const BEGINS = /^(@|- |\d+\. |\*\/)/;

function wrapped(words: readonly string[], first: string, rest: string): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of words) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      [line, empty] = [rest, true];
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** The text of the lines that go on with a paragraph. */
function continued(lines: readonly string[], prefix: string): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const text = line.startsWith(prefix) ? line.slice(prefix.length) : '';
    if (text === '' || text.startsWith(' ') || BEGINS.test(text) || text.endsWith('*/')) break;
    texts.push(text);
  }
  return texts;
}

/** What takes the place of a line that is too long, and of how many lines. */
function replacement(lines: readonly string[]): { readonly taken: number; readonly lines: readonly string[] } {
  const [line = '', ...rest] = lines;
  const kept = { taken: 1, lines: [line] };
  if (line.length <= WIDTH) return kept;
  const single = ONE_LINE.exec(line);
  if (single) {
    const [, indent = '', text = ''] = single;
    const body = wrapped(text.split(' '), `${indent} * `, `${indent} * `);
    return { taken: 1, lines: [`${indent}/**`, ...body, `${indent} */`] };
  }
  const [, prefix = '', text = ''] = IN_BLOCK.exec(line) ?? LINE.exec(line) ?? [];
  if (text === '' || DIRECTIVE.test(text) || text.endsWith('*/')) return kept;
  const deeper = `${prefix}${BEGINS.test(text) ? '  ' : ''}`;
  const more = continued(rest, deeper);
  const words = [text, ...more].join(' ').split(' ');
  return { taken: 1 + more.length, lines: wrapped(words, prefix, deeper) };
}

/** A source with its comments no wider than the code. A word that is wider by itself, such as an address, stays. */
export function wrapComments(source: string): string {
  const lines = source.split('\n');
  const done: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const { taken, lines: made } = replacement(lines.slice(at, at + 20));
    done.push(...made);
    at += taken;
  }
  return done.join('\n');
}
