import type { Attribute } from '../push/attribute.ts';
import { type Held, heldByAll } from './holds-grants.ts';
import type { KnownModel } from './known-models.ts';
import type { GrantUse, ModelReading, Topic } from './model-reading.ts';
import { type FilterPreview, previewFilter } from './preview-filter.ts';
import { type GrantPreview, type GuardedPreview, heldFor, previewGrant, previewGuarded } from './preview-grant.ts';
import type { Force, Seen, Sides } from './preview-row.ts';
import { type OwnParameter, topicOrigins } from './topic-origins.ts';

/** What one person sees of one topic: by its grants and all its filters together. */
export interface TopicPreview extends Sides<Seen> {
  /** The id of the model. */
  readonly modelId: string;
  readonly model: string;
  readonly topic: string;
  /** The view that its rows come from; empty where nobody knows. */
  readonly baseView: string;
  /** Also where other rows are seen, and as many. */
  readonly changed: boolean;
}

/** What models make of the values of one person. */
export interface AccessPreview {
  readonly topics: readonly TopicPreview[];
  readonly filters: readonly FilterPreview[];
  readonly grants: readonly GrantPreview[];
  readonly guarded: readonly GuardedPreview[];
}

interface PreviewSources {
  readonly models: readonly KnownModel[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** What Omni goes by for a reference. */
  readonly inForce: (reference: string) => Sides<Force>;
}

/** Rows pass every filter; without what a topic requires there are none. */
function seenOf(required: Held, filters: readonly Seen[]): Seen {
  if (required === 'no') return 'nothing';
  if (required === 'unknown') return 'unknown';
  const order: readonly Seen[] = ['query-fails', 'unknown', 'nothing', 'these-values'];
  return order.find((one) => filters.includes(one)) ?? 'everything';
}

/** Filters and what asks for grants, by the topic that says it; '' holds for those that say nothing. */
function byTopic({ filters, grantUses }: ModelReading) {
  const ofTopics = grantUses.filter(({ of }) => of !== 'part');
  return {
    filters: Map.groupBy(filters, ({ topic }) => topic),
    uses: Map.groupBy(ofTopics, ({ parameter, of, topic }) => `${parameter} ${of === 'topic' ? topic : ''}`),
  };
}

/** One model; its topics by name. */
function previewModel(
  { id: modelId, name: model, reading }: KnownModel,
  { attributes, inForce }: PreviewSources,
): AccessPreview {
  const grants = reading.grants.map((grant) =>
    previewGrant(model, grant, attributes.get(grant.reference), inForce(grant.reference)),
  );
  const byName = new Map(grants.map((grant) => [grant.name, grant]));
  const guard = (use: GrantUse, topic: string, thing: string) =>
    previewGuarded({ model, topic, thing }, use, heldFor(use, byName));
  const origins = topicOrigins(reading.topics);
  const said = byTopic(reading);

  const previewTopic = (topic: Topic) => {
    /** What holds for the topic: what is said for it, by the names of the topics that may say it. */
    const holding = <Said>(parameter: OwnParameter, saidBy: (name: string) => readonly Said[] | undefined) => {
      const from = origins(topic, parameter);
      const names = from.length === 0 ? [''] : from.map(({ name }) => name);
      return { rows: names.flatMap((name) => saidBy(name) ?? []), isCertain: names.length === 1 };
    };
    const ownFilters = holding('ownFilters', (name) => said.filters.get(name));
    const required = holding('ownGrants', (name) => said.uses.get(`required_access_grants ${name}`));
    const hiding = holding('ownHiding', (name) => said.uses.get(`hidden_unless_access_grants ${name}`));
    const isCertain = ownFilters.isCertain && required.isCertain;
    const filters = ownFilters.rows.map((filter) =>
      previewFilter({ model, topic: topic.name, filter }, attributes.get(filter.reference), inForce(filter.reference)),
    );
    const held = required.rows.map((use) => heldFor(use, byName));
    const seen = (of: keyof Sides<Seen>): Seen =>
      isCertain
        ? seenOf(
            heldByAll(held.map((one) => one[of])),
            filters.map((filter) => filter[of]),
          )
        : 'unknown';
    const sides: Sides<Seen> = { before: seen('before'), after: seen('after') };
    // Without what is required, other rows behind the filters are as unseen as before.
    const isMoved = sides.after !== 'nothing' && filters.some(({ changed }) => changed);
    const changed = sides.before !== sides.after || isMoved;
    const asks = [...required.rows, ...hiding.rows];
    const guarded = asks.map((use) => guard(use, topic.name, `topic ${topic.name}`));
    const { name, baseView } = topic;
    return { topic: { modelId, model, topic: name, baseView, ...sides, changed }, filters, guarded };
  };

  const previews = reading.topics.map(previewTopic);
  const parts = reading.grantUses.filter(({ of }) => of === 'part').map((use) => guard(use, use.topic, use.thing));
  return {
    topics: previews.map(({ topic }) => topic),
    filters: previews.flatMap(({ filters }) => filters),
    grants,
    guarded: [...previews.flatMap(({ guarded }) => guarded), ...parts],
  };
}

/**
 * What Omni's models make of the values of one person, before and after a write: which rows of each topic they see, by
 * which filters and grants. Computed of what was read of the models; Omni's roles, and values that somebody has
 * switched to in Omni, are not in it.
 */
export function previewAccess(sources: PreviewSources): AccessPreview {
  const all = sources.models.map((model) => previewModel(model, sources));
  return {
    topics: all.flatMap(({ topics }) => topics),
    filters: all.flatMap(({ filters }) => filters),
    grants: all.flatMap(({ grants }) => grants),
    guarded: all.flatMap(({ guarded }) => guarded),
  };
}
