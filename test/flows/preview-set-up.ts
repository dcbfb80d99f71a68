import { usage } from '../reports/set-up.ts';
import type { ConnectorUnderTest, StartOptions, useConnector } from '../support/connector.ts';
import { ADA, seed } from './set-up.ts';

const MODEL = `
access_grants:
  staff: { user_attribute: flag, allowed_values: [staff] }
  admins: { user_attribute: omni_is_org_admin, allowed_values: ["true"] }
default_topic_access_filters:
  - { field: areas.name, user_attribute: areas, values_for_unfiltered: [everywhere] }
default_topic_required_access_grants: [staff|admins]
`;
const ORDERS = `
required_access_grants: []
access_filters:
  - { field: orders.region, user_attribute: region, values_for_unfiltered: [all] }
  - { field: orders.seats, user_attribute: seats }
`;
const FILES = { model: MODEL, 'orders.topic': ORDERS, 'returns.topic': 'base_view: returns\n' };

/** Where Ada holds a region; the models are read unless told otherwise. */
export const worldOf =
  (start: ReturnType<typeof useConnector>) =>
  async ({ read = true, ...options }: StartOptions & { readonly read?: boolean } = {}) => {
    const c = await start(options);
    seed(c, { region: 'emea' });
    c.omni.addModel({ name: 'Sales', files: FILES });
    if (read) await usage(c);
    return c;
  };

export const preview = (c: ConnectorUnderTest, values?: object, more: object = {}) =>
  c.call('preview-access', { userName: ADA, ...(values && { values }), ...more });
