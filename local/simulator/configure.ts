import { FlowDefect } from './flow-defect.ts';
import { type CardJson, type FieldJson, inputsOf, kindOf, type PackJson, titleOf } from './pack.ts';
import { fitted, typeOf, type Value } from './value.ts';

const SETTINGS_CARD = 'Configuration';

const settingsOf = (pack: PackJson): [string, CardJson, FieldJson][] =>
  Object.values(pack.data.flos).flatMap(({ name, data }) =>
    data.methods
      .filter((card) => kindOf(card) === 'control:let' && titleOf(card) === SETTINGS_CARD)
      .flatMap((card) => inputsOf(card).map((field): [string, CardJson, FieldJson] => [name, card, field])),
  );

/**
 * A copy of the pack with other values in its cards Configuration: what an admin writes there after the import.
 *
 * @param settings as texts too: `true`, `5`, `["blob_entity"]`
 * @throws FlowDefect when the pack has no such setting, or of another type
 */
export function configured(pack: PackJson, settings: Readonly<Record<string, Value>>): PackJson {
  const copy = structuredClone(pack);
  const fields = settingsOf(copy);
  for (const [key, value] of Object.entries(settings)) {
    const named = fields.filter(([, , field]) => field.key === key);
    if (named.length === 0) {
      const known = [...new Set(fields.map(([, , field]) => field.key))].join(', ');
      throw new FlowDefect({ flow: '', card: SETTINGS_CARD, field: key }, `there is no such setting, only: ${known}.`);
    }
    for (const [flow, , field] of named) {
      const type = typeOf(field.value);
      const given = type.endsWith('[]') && typeof value === 'string' ? JSON.parse(value) : value;
      const fit = fitted(type, given);
      if (fit === undefined) throw new FlowDefect({ flow, card: SETTINGS_CARD, field: key }, `takes ${type}.`);
      (field.value as { data: unknown }).data = fit;
    }
  }
  return copy;
}
