import jsonld from 'jsonld'
import util from 'jsonld/lib/util.js'

/*
 * For every object that has a type the library copies each definition of each term, several hundred of them, which is
 * most of the time of a check (digitalbazaar/jsonld.js#414). No definition is changed once it stands in its context, so
 * a copy of the map that holds them does. All who canonicalise here take the library from this module.
 */
const { clone } = util
util.clone = (value) => (value instanceof Map ? new Map(value) : clone(value))

export { jsonld }
