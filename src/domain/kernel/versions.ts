/** How a version differs from the next one: the key, and what stands under it here, if anything does. */
type Difference<K, V> = { readonly next: Version<K, V>; readonly key: K; readonly held: readonly [V] | undefined };

/**
 * A map that is never changed, and costs next to nothing to change: all versions share one `Map`, which holds the one that
 * was used last; each other version knows how it differs from its neighbour (H. G. Baker, "Shallow binding makes
 * functional arrays fast", 1991). To use the same again is as fast as a `Map`; to go to another one costs as much as lies between.
 */
class Version<K, V> implements ReadonlyMap<K, V> {
  #at: Map<K, V> | Difference<K, V>;

  constructor(shared: Map<K, V>) {
    this.#at = shared;
  }

  with(key: K, value: V): Version<K, V> {
    const newer = new Version(this.#map());
    newer.#at = { next: this, key, held: [value] };
    newer.#map();
    return newer;
  }

  get size(): number {
    return this.#map().size;
  }
  get(key: K): V | undefined {
    return this.#map().get(key);
  }
  has(key: K): boolean {
    return this.#map().has(key);
  }
  // Whoever goes through the entries may use another version meanwhile.
  entries(): MapIterator<[K, V]> {
    return new Map(this.#map()).entries();
  }
  keys(): MapIterator<K> {
    return new Map(this.#map()).keys();
  }
  values(): MapIterator<V> {
    return new Map(this.#map()).values();
  }
  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
  forEach(each: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this);
  }

  /** Brings the shared map here, one difference after the other, from where it is. */
  #map(): Map<K, V> {
    if (this.#at instanceof Map) return this.#at;
    const way: Version<K, V>[] = [this];
    let { next } = this.#at;
    while (!(next.#at instanceof Map)) {
      way.push(next);
      next = next.#at.next;
    }
    const shared = next.#at;
    for (const version of way.toReversed()) version.#take(shared);
    return shared;
  }

  #take(shared: Map<K, V>): void {
    if (this.#at instanceof Map) return;
    const { next, key, held } = this.#at;
    const there = shared.get(key);
    next.#at = { next: this, key, held: there === undefined && !shared.has(key) ? undefined : [there as V] };
    if (held === undefined) shared.delete(key);
    else shared.set(key, held[0]);
    this.#at = shared;
  }
}

/**
 * The map with one more entry, or another value under the key; the map itself stays as it is, and may be used on. Entries
 * keep the order in which their keys came. The first time, this copies a plain `Map`.
 */
export const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  (map instanceof Version ? (map as Version<K, V>) : new Version(new Map(map))).with(key, value);

/** Several changes to one map, one upon the other. */
export function changing<K, V>(map: ReadonlyMap<K, V>) {
  let now = map;
  return {
    get: (key: K): V | undefined => now.get(key),
    set: (key: K, value: V): void => void (now = withEntry(now, key, value)),
    map: () => now,
  };
}
