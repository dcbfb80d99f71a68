import { plural } from '../base/plural.ts';
import { inForce } from '../models/in-force.ts';
import type { KnownModel } from '../models/known-models.ts';
import { type AccessPreview, previewAccess } from '../models/preview-access.ts';
import { type Force, type Sides, UNKNOWN } from '../models/preview-row.ts';
import type { OmniUser } from '../omni/scim.ts';
import type { Attribute, AttributeValue } from '../push/attribute.ts';
import { ownValue } from '../push/changes.ts';
import type { EmptyText } from '../push/coerce.ts';
import { readIntents } from '../push/intents.ts';
import { readKnownModels } from '../store/known-models.ts';
import { rememberedValues } from '../store/user-values.ts';
import { activeUser } from './active-user.ts';
import type { ApplyContext } from './context.ts';
import { knownAttributes } from './known-attributes.ts';
import { shownValues } from './read-back.ts';

interface Asked {
  readonly userName: string;
  /** As `set-user-values` takes them: what would be written. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly emptyText: EmptyText;
  /** Left out: every topic. */
  readonly topic: string | undefined;
}

/** What the values of one user open, now and once these are written. */
interface UserPreview extends AccessPreview {
  readonly user: OmniUser;
  /**
   * Ids that may be theirs where Omni runs a query for somebody: of the membership, and of the user where it is shown.
   */
  readonly userIds: readonly string[];
  /** Whether Omni's models were ever read. */
  readonly known: boolean;
  /** When Omni last showed its models, ms epoch; undefined where it never did. */
  readonly readAt: number | undefined;
  /** Each reference that a filter or grant names or that would be written, sorted. */
  readonly effective: readonly (Sides<Force> & { readonly reference: string })[];
  readonly message: string;
}

const NEVER_READ = "Omni's models were never read, so nobody knows what a value opens: report-usage reads them.";

/** What Omni goes by, of any reference that a model may name. */
function forceOf(
  attribute: Attribute | undefined,
  shown: ReadonlyMap<string, AttributeValue> | undefined,
  remembered: ReadonlyMap<string, AttributeValue>,
): Force {
  // Omni's own attributes are shown by some instances alone.
  if (!attribute || !shown || (attribute.system && !shown.has(attribute.reference))) return UNKNOWN;
  const { reference, defaultValue } = attribute;
  return inForce(attribute, ownValue(shown.get(reference) ?? [], defaultValue, remembered.get(reference)) ?? []);
}

/** Models that other ones extend for some users: which ones is decided by values, and not computed. */
function extendedBy(models: readonly KnownModel[]): string {
  const references = models.flatMap(({ reading }) =>
    reading.mentions.filter(({ kind }) => kind === 'extension').map(({ reference }) => reference),
  );
  return references.length === 0
    ? ''
    : `Values of ${[...new Set(references)].toSorted().join(', ')} choose models that extend others; what that changes is not part of this.`;
}

/** What is about one topic; a view or a field of no topic of its own may be in any. */
function ofTopic(topic: string | undefined, { topics, filters, grants, guarded }: AccessPreview): AccessPreview {
  const isAsked = (row: { readonly topic: string }) => topic === undefined || row.topic === topic || row.topic === '';
  return { grants, topics: topics.filter(isAsked), filters: filters.filter(isAsked), guarded: guarded.filter(isAsked) };
}

const sentences = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/**
 * What the values of a user open by what is known of Omni's models, now and after a write of some values, which are
 * read as the write itself reads them. Nothing is written, and Omni's models are not asked for.
 *
 * @throws ConnectorError as `set-user-values` for the user and the values
 */
export async function previewUserAccess(
  context: Pick<ApplyContext, 'omni' | 'database'>,
  { userName, values, emptyText, topic }: Asked,
): Promise<UserPreview> {
  const attributes = await knownAttributes(context, Object.keys(values));
  const intents = new Map(readIntents(attributes, values, emptyText).map((intent) => [intent.reference, intent.value]));
  const user = await activeUser(context, userName);
  const shown = shownValues(user, attributes);
  const remembered = await rememberedValues(context.database, user.id);
  const sidesOf = (reference: string): Sides<Force> => {
    const attribute = attributes.get(reference);
    const before = forceOf(attribute, shown, remembered);
    const wanted = intents.get(reference);
    return { before, after: attribute && wanted ? inForce(attribute, wanted) : before };
  };
  const state = await readKnownModels(context.database);
  const preview = ofTopic(topic, previewAccess({ models: state?.models ?? [], attributes, inForce: sidesOf }));
  const named = [...preview.filters, ...preview.grants].map(({ reference }) => reference);
  const changed = preview.topics.filter((topic) => topic.changed).length;
  const message = state
    ? sentences([
        `${plural(preview.topics.length, 'topic')} of ${plural(state.models.length, 'model')}, as they were read; ${changed} of them would show something else.`,
        state.problem === '' ? '' : `Not all could be read: ${state.problem}`,
        shown ? '' : 'Omni does not show the values of this user.',
        extendedBy(state.models),
      ])
    : NEVER_READ;
  return {
    user,
    userIds: [user.id, ...(shown?.get('omni_user_id') ?? [])].filter((id) => id !== ''),
    known: state !== undefined,
    readAt: state?.readAt,
    effective: [...new Set([...named, ...intents.keys()])]
      .toSorted()
      .map((reference) => ({ reference, ...sidesOf(reference) })),
    message,
    ...preview,
  };
}
