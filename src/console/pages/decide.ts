import type { Request, RequestHandler, Response } from 'express';
import { ConnectorError } from '../../errors/connector-error.ts';
import { isOwnJob } from '../../jobs/decide-job.ts';
import { findJob } from '../../jobs/find-job.ts';
import { heldPlan } from '../../pushes/held-plan.ts';
import { wideningOfJob } from '../../pushes/widening-of-job.ts';
import type { Job } from '../../schema/types.ts';
import type { Services } from '../../services.ts';
import { address } from '../address.ts';
import { DECISIONS, type JobDecision } from '../decisions.ts';
import { fieldOf, tokenField } from '../forms.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { sendPage } from '../layout.ts';
import { type Perform, partOf } from '../perform.ts';
import { callerOfPerson } from '../person.ts';
import { readPlan } from '../read-plan.ts';
import { visitOf } from '../session.ts';
import { jobLink, shown } from '../views/parts.ts';
import { planByAttribute } from '../views/plan-view.ts';
import { wideningView } from '../views/widening-view.ts';

/** The field of the form that says which plan was shown. */
const PLAN = 'plan';

type Params = { readonly id: string; readonly decision: string };

function decisionOf({ id, decision }: Params): JobDecision {
  const found = DECISIONS.find(({ name }) => name === decision);
  if (!found) throw new ConnectorError('ROUTE_NOT_FOUND', { path: address(['jobs', id, decision]) });
  return found;
}

/** Before anything is done: what it will do, and a button. */
export function confirmPage(services: Services, perform: Perform): RequestHandler<Params> {
  return async ({ params }, response) => {
    const decision = decisionOf(params);
    const visit = visitOf(response);
    const caller = callerOfPerson(visit.person);
    const job = await perform<Job>(response, 'get-job', { jobId: params.id });
    const started = await findJob({ ...services, caller }, job.jobId);
    // Before the plan is read: where it changes in between, the form is refused.
    const hash = decision.name === 'approve' ? await heldPlan(services, job.jobId) : '';
    const { name, title } = decision;
    const back = html`<p>${jobLink(job.jobId, 'Back to the job')}</p>`;
    const isOwn = name === 'approve' && isOwnJob(caller, started);
    const plan = async (): Promise<Html> => {
      const [widening, changes] = await Promise.all([
        partOf(wideningOfJob(services, job)),
        partOf(readPlan(perform, response, job.jobId)),
      ]);
      return html`<h2>Who sees more</h2>${shown(widening, wideningView)}
<h2>What would be written</h2>${shown(changes, (found) => planByAttribute(found.changes, found.isWhole))}`;
    };
    const form = html`<form method="post" class="actions">${tokenField(visit)}${hash !== '' && html`<input type="hidden" name="${PLAN}" value="${hash}">`}
<button class="act">${title}</button> ${jobLink(job.jobId, 'Leave it as it is')}</form>`;
    const impossible = html`<p class="note">The job is ${job.status}: it cannot be decided so any more.</p>${back}`;
    const own = html`<p class="note"><strong>You have started this job yourself.</strong> Somebody else has to approve it.</p>${back}`;
    const body = html`${decision.tell(job)}${isOwn ? own : form}${name === 'approve' ? await plan() : NOTHING}`;
    sendPage(response, {
      title: `${title}: job ${job.jobId.slice(0, 8)}`,
      section: 'jobs',
      body: decision.isPossible(job) ? body : impossible,
    });
  };
}

/**
 * What is approved is what the page has shown: a page that stays open may be of before somebody else's approval, after
 * which the plan has grown and waits again.
 *
 * @throws ConnectorError CONSOLE_PLAN_CHANGED
 */
async function refuseUnseen(
  services: Services,
  perform: Perform,
  request: Request<Params>,
  response: Response,
): Promise<void> {
  const { isPossible } = decisionOf(request.params);
  const job = await perform<Job>(response, 'get-job', { jobId: request.params.id });
  const caller = callerOfPerson(visitOf(response).person);
  // The action says why these are not approved, whatever was shown.
  if (!isPossible(job) || isOwnJob(caller, await findJob({ ...services, caller }, job.jobId))) return;
  if (fieldOf(request as Request, PLAN) !== (await heldPlan(services, job.jobId)))
    throw new ConnectorError('CONSOLE_PLAN_CHANGED', { jobId: job.jobId });
}

/** Decides by the action of the same name, then shows the job, or the new one. */
export function decide(services: Services, perform: Perform): RequestHandler<Params> {
  return async (request, response) => {
    const { id } = request.params;
    const { name, action } = decisionOf(request.params);
    if (name === 'approve') await refuseUnseen(services, perform, request, response);
    const { jobId } = await perform<{ jobId: string }>(response, action, { jobId: id });
    response.redirect(303, address(['jobs', jobId]));
  };
}
