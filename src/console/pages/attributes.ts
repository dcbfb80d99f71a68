import type { RequestHandler } from 'express';
import { latestJobs } from '../../jobs/latest-jobs.ts';
import type {
  ListAttributesOutput,
  PolicyAttribute,
  ReportCoverageOutput,
  ReportUsageOutput,
} from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { address } from '../address.ts';
import { shareChart } from '../charts/share-chart.ts';
import { type Content, type Html, html, NOTHING } from '../html.ts';
import { sendPage } from '../layout.ts';
import { type Part, type Perform, partOf } from '../perform.ts';
import { callerOfPerson } from '../person.ts';
import { visitOf } from '../session.ts';
import { count, shown, table, time, value } from '../views/parts.ts';
import { sourceWords } from '../views/policy-words.ts';
import { startReport } from '../views/start-report.ts';

type Coverage = ReportCoverageOutput['references'][number];
type Usage = ReportUsageOutput['attributes'][number];

const attributeLink = (reference: string): Html =>
  html`<a href="${address(['attributes', reference])}">${reference}</a>`;

const coverageCell = (found: Coverage | undefined): Content =>
  found
    ? shareChart(found.reference, [
        { name: 'own', count: found.ownCount },
        { name: 'default', count: found.defaultCount },
        { name: 'none', count: found.noneCount },
        { name: 'unknown', count: found.unknownCount },
      ])
    : '–';

function usageCell(found: Usage | undefined): Content {
  if (!found) return '–';
  const kinds = [...new Set(found.uses.map(({ kind }) => kind))].sort().join(', ');
  return `${count(found.usedCount)}${kinds && ` (${kinds})`}`;
}

/** What the last reports say; undefined where there is none yet. */
async function lastReports(services: Services, perform: Perform, response: Parameters<RequestHandler>[1]) {
  const caller = callerOfPerson(visitOf(response).person);
  const latest = await latestJobs({ ...services, caller }, ['coverage', 'usage']);
  const of = async <Output>(kind: 'coverage' | 'usage'): Promise<Output | undefined> => {
    const reportId = latest.get(kind)?.id;
    return reportId === undefined ? undefined : await perform<Output>(response, `report-${kind}`, { reportId });
  };
  const [coverage, usage] = await Promise.all([
    partOf(of<ReportCoverageOutput>('coverage')),
    partOf(of<ReportUsageOutput>('usage')),
  ]);
  return { coverage, usage };
}

const toldBy = <T>(part: Part<T | undefined>): T | undefined => ('value' in part ? part.value : undefined);

const stand = (what: string, part: Part<{ finishedAt: string; message: string } | undefined>): Html =>
  shown(part, (report) =>
    report ? html`<p>${what}: ${report.message} ${time(report.finishedAt)}</p>` : html`<p>${what}: no report yet.</p>`,
  );

const warnings = (usage: ReportUsageOutput): Html => html`${table(
  'What to look at in Omni’s models',
  ['Warning', 'Attribute', 'What is found'],
  usage.warnings.map(({ code, reference, message }) => [code, reference, message]),
)}
${table(
  'Used, and not defined in Omni',
  ['Reference', 'Uses', 'Where'],
  usage.undefined.map((one) => [
    one.reference,
    count(one.usedCount),
    one.uses
      .map(({ model }) => model)
      .slice(0, 5)
      .join(', '),
  ]),
)}`;

/** Every attribute with its coverage, its uses and where its values come from. */
export function attributesPage(services: Services, perform: Perform): RequestHandler {
  return async (_request, response) => {
    const visit = visitOf(response);
    const [list, { coverage, usage }] = await Promise.all([
      partOf(perform<ListAttributesOutput>(response, 'list-attributes', {})),
      lastReports(services, perform, response),
    ]);
    const policy = new Map(services.policy?.policy.attributes.map((one) => [one.reference, one]));
    const covered = new Map(toldBy(coverage)?.references.map((one) => [one.reference, one]));
    const used = new Map(toldBy(usage)?.attributes.map((one) => [one.reference, one]));
    const found = toldBy(usage);
    sendPage(response, {
      title: 'Attributes',
      section: 'attributes',
      body: html`${shown(list, ({ attributes }) =>
        table(
          'Attributes of Omni',
          ['Reference', 'Name', 'Type', 'Default', 'Who holds it', 'Uses', 'Values come from'],
          attributes.map((one) => [
            attributeLink(one.reference),
            one.label,
            `${one.type}${one.multiValued ? ', several' : ''}`,
            value(one.defaultValues),
            coverageCell(covered.get(one.reference)),
            usageCell(used.get(one.reference)),
            sourceWords(policy.get(one.reference)),
          ]),
        ),
      )}
<h2>Reports</h2>
${stand('Coverage', coverage)}${stand('Usage', usage)}
${visit.person.mayOperate ? startReport(visit) : NOTHING}
${found ? warnings(found) : NOTHING}`,
    });
  };
}

const ruleFacts = (rule: PolicyAttribute | undefined): Html =>
  rule
    ? html`<p>${sourceWords(rule)}</p>${rule.allowed && html`<p>Allowed: ${value(rule.allowed.map(String))}</p>`}`
    : html`<p class="quiet">The policy does not name it.</p>`;

/** One attribute: each place that uses it, who holds it, what the policy says. */
export function attributePage(services: Services, perform: Perform): RequestHandler<{ reference: string }> {
  return async ({ params: { reference } }, response) => {
    const { coverage, usage } = await lastReports(services, perform, response);
    const held = toldBy(coverage)?.references.find((one) => one.reference === reference);
    const used = toldBy(usage)?.attributes.find((one) => one.reference === reference);
    const rule = services.policy?.policy.attributes.find((one) => one.reference === reference);
    sendPage(response, {
      title: `Attribute ${reference}`,
      section: 'attributes',
      body: html`<h2>Who holds it</h2>${held ? coverageCell(held) : html`<p class="quiet">No coverage report tells.</p>`}
<h2>Policy</h2>${ruleFacts(rule)}
<h2>Uses</h2>${
        used
          ? table(
              `${count(used.usedCount)} places that use it, the first 50`,
              ['Model', 'File', 'Line', 'Topic', 'Kind', 'How'],
              used.uses.map((use) => [use.model, use.file, use.line || '', use.topic, use.kind, use.detail]),
            )
          : html`<p class="quiet">No usage report tells.</p>`
      }
<p><a href="${address(['changes'], { reference })}">Changes of this attribute</a></p>`,
    });
  };
}
