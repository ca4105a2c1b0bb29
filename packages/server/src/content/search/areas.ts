import { AREA_LENGTH, type SearchExpression } from '../../db/search-index.ts'
import type { View } from '../objects/objects.table.ts'
import type { SoughtWords } from './words.ts'

/** Where words lie: apart by type, by the views that show them, and by what they are in the object. */
export interface Area {
  type: number
  /** `both` where what is published is the draft. */
  scope: 'draft' | 'published' | 'both'
  kind: 'all' | 'title' | 'often'
}

/** The name of an area in the index. */
export function areaOf({ type, scope, kind }: Area): string {
  const number = type.toString(36).padStart(AREA_LENGTH - 2, '0')
  return `${number}${scope.charAt(0)}${kind.charAt(0)}`
}

/** Matches objects of a type that have all the words. */
export function matchAll(type: number, view: View, sought: SoughtWords): SearchExpression {
  return { any: placesOf(type, view).map(place => partsOf(place, sought).all) }
}

/**
 * Parts of the hits among objects of some types, the best first: those whose title has all the
 * words, those whose title has some of them, the rest; of each first those that have every word
 * often. Every hit is in exactly one part; null where none can be.
 */
export function tiersOf(
  types: readonly number[],
  view: View,
  sought: SoughtWords,
): (SearchExpression | null)[] {
  if (types.length === 0) return []
  const places = types.flatMap(type => placesOf(type, view))
  // Of one word a title has all or none.
  const tiers = sought.whole.length === 0 ? TIERS_OF_ONE : TIERS
  return tiers.map(tier => tier && { any: places.map(place => tier(partsOf(place, sought))) })
}

/** What an object may have of the words. */
interface Parts {
  all: SearchExpression
  often: SearchExpression
  titled: SearchExpression
  /** At least one of them is in the title. */
  hinted: SearchExpression
}

const TIERS: readonly ((parts: Parts) => SearchExpression)[] = [
  ({ titled, often }) => ({ all: [titled, often] }),
  ({ titled, often }) => ({ match: titled, except: often }),
  ({ titled, often, hinted }) => ({ match: { all: [often, hinted] }, except: titled }),
  ({ all, titled, often, hinted }) => ({
    match: { all: [all, hinted] },
    except: { any: [titled, often] },
  }),
  ({ often, hinted }) => ({ match: often, except: hinted }),
  ({ all, often, hinted }) => ({ match: all, except: { any: [hinted, often] } }),
]

const TIERS_OF_ONE = TIERS.map((tier, index) => (index === 2 || index === 3 ? null : tier))

function partsOf(place: Place, sought: SoughtWords): Parts {
  const terms = (kind: Area['kind']) => termsOf(place, kind, sought)
  return {
    all: { all: terms('all') },
    often: { all: terms('often') },
    titled: { all: terms('title') },
    hinted: { any: terms('title') },
  }
}

type Place = Pick<Area, 'type' | 'scope'>

function placesOf(type: number, view: View): Place[] {
  return [
    { type, scope: view },
    { type, scope: 'both' },
  ]
}

function termsOf(place: Place, kind: Area['kind'], { whole, last }: SoughtWords) {
  const area = areaOf({ ...place, kind })
  return [
    ...whole.map(word => ({ area, word })),
    ...(last === undefined ? [] : [{ area, word: last, prefix: true }]),
  ]
}
