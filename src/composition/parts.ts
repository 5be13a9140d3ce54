import { Container, type ServiceIdentifier } from "inversify";

/**
 * The parts of Muster, each made once. One that cannot be made now is made at the next asking: the container itself
 * would keep the failure for good, and with it an outage that has long passed.
 */
export class Parts extends Container {
  readonly #made = new Map<unknown, Promise<unknown>>();

  constructor() {
    // Each factory remembers what it has made.
    super({ defaultScope: "Transient" });
  }

  override bind<T>(identifier: ServiceIdentifier<T>): ReturnType<typeof Container.prototype.bind<T>> {
    const binding = super.bind(identifier);
    // What it is called with stays of the types that it asks for; only how often it is called is another.
    const resolved = binding.toResolvedValue.bind(binding) as (...given: readonly unknown[]) => unknown;
    binding.toResolvedValue = ((factory: Factory, dependencies?: unknown) =>
      resolved(once(factory), dependencies)) as typeof binding.toResolvedValue;
    return binding;
  }

  override getAsync<T>(identifier: ServiceIdentifier<T>): Promise<T> {
    const before = this.#made.get(identifier) as Promise<T> | undefined;
    if (before) return before;
    const made = super.getAsync<T>(identifier);
    this.#made.set(identifier, made);
    made.catch(() => this.#made.delete(identifier));
    return made;
  }
}

type Factory = (...dependencies: never[]) => unknown;

/** Makes once, and again where that failed. */
function once(factory: Factory): Factory {
  let made: { readonly value: unknown } | undefined;
  return (...dependencies) => {
    if (made) return made.value;
    const mine = { value: factory(...dependencies) };
    made = mine;
    if (mine.value instanceof Promise)
      mine.value.catch(() => {
        if (made === mine) made = undefined;
      });
    return mine.value;
  };
}
