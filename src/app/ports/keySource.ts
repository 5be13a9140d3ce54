/** The keys that no database holds. Every machine of one log has the same; without them names and emails are lost. */
export type Keys = {
  /** Wraps the data keys: 32 bytes. */
  readonly wrappingKey: Uint8Array;
  /** Hides what guard streams are named after: 32 bytes. */
  readonly guardKey: Uint8Array;
};

/** `next` is there while a rotation is under way, or was begun and has not finished. */
export type HeldKeys = { readonly present: Keys; readonly next?: Keys | undefined };

/** Where the rotated keys lie; `inUse` is whether the next process here takes them from there by itself. */
export type KeptKeys = { readonly path: string; readonly inUse: boolean };

/** Where the keys come from: a file, the environment, or what else keeps secrets. */
export type KeySource = {
  /** How a person finds it: the path of a file, the name of a variable. */
  readonly place: string;
  /** The keys; made where there never were any and this source can. */
  read(): Promise<HeldKeys>;
  /** Keeps the next keys beside the present ones, to be read again even after a power cut. */
  keepNext(present: Keys, next: Keys): Promise<void>;
  /** Makes the next keys the present ones, and forgets the others. */
  replace(next: Keys): Promise<KeptKeys>;
};

/** A rotation of the keys was begun here and has not finished: which keys are right depends on how far it came. */
export class RotationUnfinished extends Error {
  override readonly name = "RotationUnfinished";

  constructor(place: string) {
    super(`A rotation of the keys in ${place} was begun and has not finished: \`muster keys rotate\` finishes it.`);
  }
}
