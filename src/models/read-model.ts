import { cutName } from './cut-text.ts';
import type { ModelPart } from './model-part.ts';
import { readParts } from './model-part.ts';
import type { ModelProblem, ModelReading } from './model-reading.ts';
import { ModelWalk } from './model-walk.ts';

/**
 * Words of which every use of an attribute has one, and what lends a topic those of another or a view. A file of
 * thousands of plain columns has none.
 */
const MARKS = [
  'access_grants',
  'access_filters',
  'omni_attributes',
  'userAttributes',
  'dynamic_shared_extensions',
  'extends',
  'base_view',
];
/** In a quoted key or text, a letter may be written by its number. */
const ESCAPES = ['\\x', '\\u', '\\U'];

const mayName = (text: string): boolean => [...MARKS, ...ESCAPES].some((mark) => text.includes(mark));

const NO_ENTRIES: ModelPart = { kind: 'map', line: 1, entries: new Map() };

/**
 * Reads what the files of one model say about user attributes: the published syntax, and nothing is made of keys that
 * are not known. A file that is broken is told with its line, and the others are read.
 *
 * @param files path to text, as `GET /api/v1/models/{id}/yaml` answers
 */
export function readModel(files: Readonly<Record<string, unknown>>): ModelReading {
  const walk = new ModelWalk();
  const problems: ModelProblem[] = [];
  for (const [file, text] of Object.entries(files)) {
    if (typeof text !== 'string') {
      problems.push({ file: cutName(file), line: 1, message: 'it is no text' });
      continue;
    }
    const read = mayName(text) ? readParts(file, text) : { root: NO_ENTRIES, problems: [] };
    problems.push(...read.problems.map((one) => ({ ...one, file: cutName(file), message: cutName(one.message) })));
    walk.file(file, read.root);
  }
  const reading = walk.end();
  return { ...reading, problems: [...problems, ...reading.problems] };
}
