/** A map whose values are made when they are asked for: of a large world a decision sees a little. */
class Lazily<H, V> implements ReadonlyMap<string, V> {
  readonly #sources: ReadonlyMap<string, H>;
  readonly #make: (source: H) => V | undefined;
  readonly #made = new Map<string, V | undefined>();
  #whole: ReadonlyMap<string, V> | undefined;

  constructor(sources: ReadonlyMap<string, H>, make: (source: H) => V | undefined) {
    this.#sources = sources;
    this.#make = make;
  }

  get(key: string): V | undefined {
    if (this.#made.has(key)) return this.#made.get(key);
    const source = this.#sources.get(key);
    const value = source === undefined ? undefined : this.#make(source);
    this.#made.set(key, value);
    return value;
  }
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }
  get size(): number {
    return this.#all().size;
  }
  entries(): MapIterator<[string, V]> {
    return this.#all().entries();
  }
  keys(): MapIterator<string> {
    return this.#all().keys();
  }
  values(): MapIterator<V> {
    return this.#all().values();
  }
  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }
  forEach(each: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this);
  }

  #all(): ReadonlyMap<string, V> {
    this.#whole ??= new Map(
      [...this.#sources.keys()].flatMap((key): [string, V][] => {
        const value = this.get(key);
        return value === undefined ? [] : [[key, value]];
      }),
    );
    return this.#whole;
  }
}

/** What is made of each source, by the source's key; where nothing is made, there is nothing. */
export const lazily = <H, V>(
  sources: ReadonlyMap<string, H>,
  make: (source: H) => V | undefined,
): ReadonlyMap<string, V> => new Lazily(sources, make);
