import type { Topic } from './model-reading.ts';

/** What a topic says itself, and one that extends it goes by: filters, grants, what hides it. */
export type OwnParameter = 'ownFilters' | 'ownGrants' | 'ownHiding';

/** A name as `extends` writes it: `User Orders` is user_orders. */
const keyOf = (name: string): string => name.trim().toLowerCase().replace(/\s+/g, '_');

/**
 * Finds the topics whose parameter holds for a topic: its own where it has it, else that of the nearest one that it
 * extends. https://docs.omni.co/modeling/topics/parameters/extends
 *
 * @returns for a topic and a parameter: none where the default of the model holds; several where it extends several
 *   that have it, which of them wins is not published
 */
export function topicOrigins(topics: readonly Topic[]): (topic: Topic, parameter: OwnParameter) => readonly Topic[] {
  const byKey = new Map(topics.map((topic) => [keyOf(topic.name), topic]));
  const find = (topic: Topic, parameter: OwnParameter, seen: Set<Topic>): Topic[] => {
    if (topic[parameter]) return [topic];
    return topic.bases.flatMap((name) => {
      const base = byKey.get(keyOf(name));
      if (!base || seen.has(base)) return [];
      seen.add(base);
      return find(base, parameter, seen);
    });
  };
  return (topic, parameter) => find(topic, parameter, new Set([topic]));
}
