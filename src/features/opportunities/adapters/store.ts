import type { ActionStore, FeedStore, SearchStore, SignUpStore } from '../app/ports.ts'
import { actionStore } from './action-store.ts'
import { feedStore } from './feed-store.ts'
import { searchStore } from './search-store.ts'
import { signUpStore } from './sign-up-store.ts'

export const opportunityStore: ActionStore & SignUpStore & SearchStore & FeedStore = {
  ...actionStore,
  ...signUpStore,
  ...searchStore,
  ...feedStore
}
