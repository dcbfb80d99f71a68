import { comment } from '../cards/other-cards.ts';
import { helperFlow } from '../flow.ts';

/** The one place where an admin says how to be told. As it comes, nobody is told; what happened is in the tables. */
export const alert = helperFlow(
  'Alert',
  'Runs when somebody should look. Add the card that tells them: mail, chat, ticket.',
  { subject: 'string', text: 'string' },
  () => [comment('Add your own card here and give it the fields subject and text: mail, chat or a ticket.')],
);
