import type { RequestHandler } from 'express';
import { moment } from '../../base/moment.ts';
import type { PolicyAttribute, PolicyGroupRule } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { type RuleMatches, rememberedMatches } from '../../sync/remembered-groups.ts';
import { type Html, html } from '../html.ts';
import { sendPage } from '../layout.ts';
import { count, facts, table, time, value } from '../views/parts.ts';
import { policyValue, sourceWords } from '../views/policy-words.ts';

const nameOf = ({ group, groupLike }: PolicyGroupRule): string => group ?? `${groupLike} (pattern)`;

function ruleRows(rules: readonly PolicyGroupRule[], matches: readonly RuleMatches[]) {
  return rules.map((rule, index) => {
    const { groups = [], memberCount = 0, seenAt = 0 } = matches[index] ?? {};
    const who = seenAt === 0 ? 'not read yet' : `${count(memberCount)} in ${count(groups.length)} groups`;
    return [`${index + 1}`, nameOf(rule), policyValue(rule.value), who, time(moment(seenAt))];
  });
}

function attributeView(attribute: PolicyAttribute, matches: readonly RuleMatches[]): Html {
  const { reference, label, type, multiValued, allowed, normalize, value: source } = attribute;
  const rules = source?.groups ?? [];
  return html`<section class="card"><h2>${reference}</h2>
${facts([
  ['Name', label],
  ['Type', `${type}${multiValued ? ', several values' : ''}`],
  ['Default', attribute.default === undefined ? 'left as it is' : policyValue(attribute.default)],
  ['Normalize', normalize ?? 'none'],
  ['Allowed', allowed ? value(allowed.slice(0, 50).map(String)) : 'every value of the type'],
  ['Values come from', sourceWords(attribute)],
  ['Otherwise', policyValue(source?.otherwise)],
])}
${rules.length > 0 && table(`Rules of ${reference}`, ['Rule', 'Group', 'Value', 'Who matches', 'As read'], ruleRows(rules, matches))}
</section>`;
}

/** The policy as the connector has read it, with who matches each rule. */
export function policyPage(services: Services): RequestHandler {
  return async (_request, response) => {
    const { policy: file } = services;
    const page = (body: Html) => sendPage(response, { title: 'Policy', section: 'policy', body });
    if (!file) {
      page(html`<p class="note">There is no policy: POLICY_FILE is not set (docs/policy.md).</p>`);
      return;
    }
    const { attributes, unassigned = 'leave' } = file.policy;
    const rules = attributes.flatMap(({ value: source }) => source?.groups ?? []);
    const matches = await rememberedMatches(services, rules);
    let from = 0;
    const views = attributes.map((attribute) => {
      const to = from + (attribute.value?.groups?.length ?? 0);
      const own = matches.slice(from, to);
      from = to;
      return attributeView(attribute, own);
    });
    page(html`${file.problem !== '' && html`<p class="problem">The file of now cannot be followed, and the last good policy holds: ${file.problem}</p>`}
<p>Values of people whom Okta no longer assigns: ${unassigned}. Members are those that the last sync has read; Okta is not asked.</p>
${views}`);
  };
}
