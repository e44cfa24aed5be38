import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKept } from './kept.ts'

test('what was asked for the longest ago makes room', () => {
  const kept = createKept<string>(10)
  kept.set('a', 'A', 4)
  kept.set('b', 'B', 4)
  assert.equal(kept.get('a'), 'A')
  kept.set('c', 'C', 4)
  assert.deepEqual([kept.get('a'), kept.get('b'), kept.get('c')], ['A', undefined, 'C'])
})

test('one that was replaced or deleted takes no room, and one too large is not kept', () => {
  const kept = createKept<string>(10)
  for (let n = 0; n < 10; n++) kept.set('a', `${n}`, 5)
  kept.set('b', 'B', 5)
  assert.deepEqual([kept.get('a'), kept.get('b')], ['9', 'B'])
  kept.delete('a')
  kept.delete('nothing')
  kept.set('c', 'C', 5)
  assert.deepEqual([kept.get('b'), kept.get('c')], ['B', 'C'])
  kept.set('huge', 'H', 11)
  assert.equal(kept.get('huge'), undefined)
})
