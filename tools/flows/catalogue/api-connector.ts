import { connectorCard, groups, objectGroup, side } from '../card-type.ts';
import { connectorInput, connectorOutput } from '../field.ts';

export const post = connectorCard('httpfunctions:1.0.24:post', 'Post', {
  help: 'Perform an HTTP POST request, returning the result of this request and the response headers.',
  id: 121549,
  partnerKey: 150580,
  inputs: side(
    groups({ Request: objectGroup(0) }),
    connectorInput('Request', 'URL', 'string', { data: '', required: false }),
    connectorInput('Request', 'Query', 'object', { available: ['string', 'object'], data: {} }),
    connectorInput('Request', 'Headers', 'object', { data: {} }),
    connectorInput('Request', 'Body', 'object', { available: ['string', 'object', 'Array'], data: {} }),
  ),
  outputs: side(
    groups({ Response: objectGroup(0) }),
    { ...connectorOutput('Response', 'Status Code', 'number'), data: 0 },
    { ...connectorOutput('Response', 'Headers', 'object'), data: {} },
    { ...connectorOutput('Response', 'Body', 'object'), data: {} },
  ),
});
