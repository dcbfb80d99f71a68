import type { Table } from '../table.ts';

/** What the connector, or the way to it, answered with an error, and users whom Okta did not give. */
export const connectorErrors: Table = {
  name: 'Connector Errors',
  description: 'Calls of the connector, and reads of Okta users, that failed. The newest row is the last one.',
  columns: {
    Time: 'str',
    Flow: 'str',
    Action: 'str',
    'Status Code': 'str',
    Code: 'str',
    Message: 'str',
    Fix: 'str',
    'Request ID': 'str',
    Detail: 'str',
  },
};
