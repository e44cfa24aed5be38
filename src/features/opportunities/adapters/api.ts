import type { Endpoint } from '#platform/http/endpoint.ts'
import type { Opportunities } from '../index.ts'

export const opportunitiesApi = ({ queries: _ }: Opportunities): Endpoint[] => []
