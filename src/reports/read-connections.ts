import { type ChosenConnection, connectionUse } from '../models/connection-uses.ts';
import { usage } from '../models/usage.ts';
import type { OmniConnection, OmniConnectionEnvironment } from '../omni/models.ts';
import { forgetJobModels, readJobModels } from '../store/job-models.ts';
import { keepModels } from '../store/known-models.ts';
import { askTold } from './ask-told.ts';
import { knownSources } from './known-sources.ts';
import type { UsageOptions } from './report-options.ts';
import type { ReportWork, StepEnd } from './report-state.ts';
import { withheldSentence } from './withheld-sentence.ts';

/** The connections whose database an attribute chooses, with what each of its values leads to. */
function chosenConnections(
  connections: readonly OmniConnection[],
  environments: readonly OmniConnectionEnvironment[] | undefined,
): ChosenConnection[] {
  const names = new Map(connections.map(({ id, name }) => [id, name]));
  return connections.flatMap(({ id, name, userAttribute, defaultValues }) => {
    if (userAttribute === '') return [];
    const own = environments?.filter(({ baseConnectionId }) => baseConnectionId === id);
    const leads = own?.map(({ connectionId, values }) => ({
      connection: names.get(connectionId) ?? connectionId,
      values,
    }));
    return [{ name, reference: userAttribute, defaultValues, environments: leads }];
  });
}

/**
 * Reads the connections, and makes of all that was read what the report says. The environments of connections are asked
 * for only where an attribute chooses one: not every instance has them, and what uses the attribute is known without.
 */
export async function readConnections({ job, attributes, facts }: ReportWork<UsageOptions>): Promise<StepEnd> {
  const { record, services } = job;
  const connections = await askTold(job, (omni) => omni.connections());
  const known = 'value' in connections ? connections.value : [];
  const isChosen = known.some(({ userAttribute }) => userAttribute !== '');
  const environments = isChosen ? await askTold(job, (omni) => omni.connectionEnvironments()) : undefined;
  const withheld = 'withheld' in connections ? [withheldSentence('The list of connections', connections.withheld)] : [];
  const { listed, complete, unreadable: models } = facts.usage;
  const unreadable = [...models, ...withheld];
  const chosen = chosenConnections(known, environments && 'value' in environments ? environments.value : undefined);
  const connectionUses = 'value' in connections ? chosen.map(connectionUse) : undefined;
  const found = usage({
    models: await readJobModels(services.database, record.id),
    connections: chosen,
    attributes: [...attributes.values()],
    filled: await knownSources(services, [...attributes.keys()]),
    unreadable,
  });
  return {
    stage: 'end',
    place: '',
    facts: { ...facts, usage: { ...facts.usage, unreadable, found } },
    async save(queries) {
      await keepModels(queries, record.id, { listed, complete, problem: models[0] ?? '', connectionUses });
      await forgetJobModels(queries, record.id);
    },
  };
}
