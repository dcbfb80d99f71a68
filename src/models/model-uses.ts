import type { AttributeUse } from './attribute-use.ts';
import { cutName } from './cut-text.ts';
import { grantNames } from './grant-names.ts';
import type { KnownModel } from './known-models.ts';
import type { AccessFilter, AccessGrant, GrantUse, Mention } from './model-reading.ts';
import { someValues } from './some-values.ts';

/** What a filter filters, and whom it lets past, in words. */
export function filterDetail({ topic, field, unfiltered, wildcards }: AccessFilter): string {
  const where = topic === '' ? ' in every topic without filters of its own' : '';
  const open = unfiltered.length > 0 ? `; unfiltered for: ${someValues(unfiltered)}` : '';
  return `filters ${field}${where}${open}${wildcards ? '; compares with LIKE' : ''}`;
}

const filterUse = (filter: AccessFilter) => ({ ...place(filter), topic: filter.topic, detail: filterDetail(filter) });

const place = ({ reference, file, line }: Pick<AttributeUse, 'reference' | 'file' | 'line'>) => ({
  reference,
  file,
  line,
});

const grantUse = (grant: AccessGrant) => ({
  ...place(grant),
  topic: '',
  detail: `grant ${cutName(grant.name)} for: ${someValues(grant.allowed)}`,
});

/** The attributes of the grants that a thing asks for; a grant that the model does not have is nobody's. */
function wantedUses(use: GrantUse, grants: ReadonlyMap<string, AccessGrant>) {
  const { file, line, topic, parameter, thing, wanted } = use;
  return grantNames(wanted).flatMap((name) => {
    const grant = grants.get(name);
    if (!grant) return [];
    return [
      { reference: grant.reference, file, line, topic, detail: `${parameter} of ${thing}: ${someValues(wanted)}` },
    ];
  });
}

const mentionUse = ({ reference, file, line, topic, detail }: Mention) => ({ reference, file, line, topic, detail });

/** Every place of a model that uses a user attribute. */
export function modelUses({ name: model, reading }: KnownModel): AttributeUse[] {
  const { filters, grants, grantUses, mentions } = reading;
  const byName = new Map(grants.map((grant) => [grant.name, grant]));
  return [
    ...filters.map((one) => ({ model, kind: 'access-filter' as const, ...filterUse(one) })),
    ...grants.map((one) => ({ model, kind: 'access-grant' as const, ...grantUse(one) })),
    ...grantUses.flatMap((one) =>
      wantedUses(one, byName).map((use) => ({ model, kind: 'access-grant' as const, ...use })),
    ),
    ...mentions.map((one) => ({ model, kind: one.kind, ...mentionUse(one) })),
  ];
}
