import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { parseYaml } from '../base/parse-yaml.ts';
import type { ModelProblem } from './model-reading.ts';

/** A part of a file with the line where it stands, from 1. What an alias stands for is one part, however often. */
export type ModelPart =
  | { readonly kind: 'map'; readonly line: number; readonly entries: ReadonlyMap<string, ModelPart> }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly ModelPart[] }
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'nothing'; readonly line: number };

/** What of a file could be read, and what could not. */
export interface FileParts {
  readonly root: ModelPart;
  readonly problems: readonly ModelProblem[];
}

/** So that a file of brackets alone ends in a sentence and not in a full stack. */
const MAX_DEPTH = 200;
/** What merged keys of a small file may come to: each map that merges has entries of its own. */
const MAX_MERGED = 200_000;
/** The first says most; a file that broke early breaks on every line. */
const MAX_PROBLEMS = 5;
const MERGE_KEY = '<<';

/** Makes parts of one document. Anchors are made once, so that many aliases cost no memory. */
class PartMaker {
  readonly #lineAt: (offset: number) => number;
  readonly #made = new Map<Node, ModelPart>();
  readonly #open = new Set<Node>();
  /** The last node of each anchor so far: an alias stands for what comes before it. */
  readonly #anchored = new Map<string, Node>();
  #merged = 0;
  readonly problems: { readonly line: number; readonly message: string }[] = [];

  constructor(lineAt: (offset: number) => number) {
    this.#lineAt = lineAt;
  }

  /** Makes the part of a node that stands here; in the order of the document. */
  part(node: unknown, depth = 0): ModelPart {
    if (isAlias(node)) return this.#aliased(node, depth);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { kind: 'nothing', line: 1 };
    if (node.anchor !== undefined) this.#anchored.set(node.anchor, node);
    return this.#made.get(node) ?? this.#make(node, depth);
  }

  #make(node: Node, depth: number): ModelPart {
    if (isScalar(node)) return this.#text(node.value, node.source, this.#line(node));
    if (!isMap(node) && !isSeq(node)) return { kind: 'nothing', line: 1 };
    const line = this.#line(node);
    if (this.#open.has(node)) return this.#refuse(line, 'an alias stands for a part that it is in itself');
    if (depth > MAX_DEPTH) return this.#refuse(line, `more than ${MAX_DEPTH} levels`);
    this.#open.add(node);
    const made: ModelPart = isMap(node)
      ? { kind: 'map', line, entries: this.#entries(node, depth) }
      : { kind: 'list', line, items: node.items.map((item) => this.part(item, depth + 1)) };
    this.#open.delete(node);
    this.#made.set(node, made);
    return made;
  }

  #line(node: Node): number {
    return node.range ? this.#lineAt(node.range[0]) : 1;
  }

  /** A plain number or boolean is the text that stands there: `01` is no 1, and Omni compares texts. */
  #text(value: unknown, source: string | undefined, line: number): ModelPart {
    if (value === null || value === undefined) return { kind: 'nothing', line };
    return { kind: 'text', line, text: typeof value === 'string' ? value : (source ?? String(value)) };
  }

  #aliased(alias: Alias, depth: number): ModelPart {
    const target = this.#anchored.get(alias.source);
    if (!target) return this.#refuse(this.#line(alias), `no anchor stands before the alias *${alias.source}`);
    return this.#made.get(target) ?? this.#make(target, depth);
  }

  #entries(map: YAMLMap, depth: number): Map<string, ModelPart> {
    const merged = new Map<string, ModelPart>();
    const own = new Map<string, ModelPart>();
    for (const { key, value } of map.items) {
      const name = this.part(key, depth + 1);
      if (name.kind !== 'text') continue;
      const part = this.part(value, depth + 1);
      if (name.text === MERGE_KEY) this.#merge(merged, part);
      else own.set(name.text, part.kind === 'nothing' ? { kind: 'nothing', line: name.line } : part);
    }
    return new Map([...merged, ...own]);
  }

  /** https://yaml.org/type/merge.html - what is merged first holds, and what the map says itself holds over it. */
  #merge(into: Map<string, ModelPart>, part: ModelPart): void {
    if (part.kind === 'list') for (const item of part.items) this.#merge(into, item);
    if (part.kind !== 'map' || this.#merged > MAX_MERGED) return;
    this.#merged += part.entries.size;
    if (this.#merged > MAX_MERGED) this.#refuse(part.line, `merged keys come to more than ${MAX_MERGED} entries`);
    else for (const [name, entry] of part.entries) if (!into.has(name)) into.set(name, entry);
  }

  #refuse(line: number, message: string): ModelPart {
    this.problems.push({ line, message });
    return { kind: 'nothing', line };
  }
}

/**
 * Reads one file: YAML 1.2 with anchors and merged keys. Where it is broken, what stands before and after is read as
 * far as it can be, since a filter that is known is better than none.
 */
export function readParts(file: string, text: string): FileParts {
  const { document, problems, lineAt } = parseYaml(text);
  const maker = new PartMaker(lineAt);
  const root = maker.part(document?.contents);
  const found = [...problems, ...maker.problems].slice(0, MAX_PROBLEMS);
  return { root, problems: found.map((problem) => ({ file, ...problem })) };
}
