/** What a file of a model is about. */
export interface ModelFile {
  readonly kind: 'topic' | 'composite' | 'view' | 'other';
  /** Of the topic, composite topic or view; empty for other files. */
  readonly name: string;
}

const KINDS = [
  { kind: 'topic', ending: /\.topic$/, folder: /(?:^|\/)topics\// },
  // https://docs.omni.co/modeling/composite-topics
  { kind: 'composite', ending: /\.composite_topic$/, folder: /(?:^|\/)composite_topics\// },
  // A query view is a view as well: `x.query.view`.
  { kind: 'view', ending: /(?:\.query)?\.view$/, folder: /(?:^|\/)(?:query_)?views\// },
] as const;

/**
 * Reads what a file is about from its path. Omni's own examples show two ways: `orders.topic`, and a folder with
 * `topics/orders.yaml`; `.yaml` may follow the first one, too.
 * https://docs.omni.co/api/models/get-model-yaml
 */
export function modelFile(path: string): ModelFile {
  const bare = path.replace(/\.ya?ml$/i, '');
  const base = bare.slice(bare.lastIndexOf('/') + 1);
  for (const { kind, ending } of KINDS) {
    if (ending.test(base)) return { kind, name: base.replace(ending, '') };
  }
  const found = KINDS.find(({ folder }) => folder.test(bare));
  return found ? { kind: found.kind, name: base } : { kind: 'other', name: '' };
}
